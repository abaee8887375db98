// Throughput of several interfaces as one.
export interface ThroughputHistory { readonly values: readonly number[]; readonly endMs: number }
const HOUR_S = 3_600

export function sumOfHistories(histories: readonly ThroughputHistory[]): ThroughputHistory {
  if (histories.length === 1) return histories[0]
  const endMs = Math.max(0, ...histories.map((one) => one.endMs))
  const sums: number[] = []
  for (const { values, endMs: ownEndMs } of histories) {
    const lag = Math.round((endMs - ownEndMs) / 1_000)
    for (let i = 0; i < values.length && i + lag < HOUR_S; i++) sums[i + lag] = (sums[i + lag] ?? 0) + values[values.length - 1 - i]
  }
  return { values: Array.from(sums, (value) => value ?? 0).toReversed(), endMs }
}
