/** A minute without traffic has no point: it is zero between two that have, unknown before the first and after the last. */
export function withoutGaps(values: readonly (number | null)[]): readonly (number | null)[] {
  const first = values.findIndex((value) => value !== null)
  const last = values.findLastIndex((value) => value !== null)
  return values.map((value, at) => (value === null && at > first && at < last ? 0 : value))
}
