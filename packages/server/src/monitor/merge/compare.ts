// Order of rows in tables: numbers by size, text by code unit, absent values last whichever way the sort goes.
export type Cell = unknown

export function compareCells(a: Cell, b: Cell): number {
  const aAbsent = a === null || a === undefined
  const bAbsent = b === null || b === undefined
  if (aAbsent || bAbsent) return aAbsent === bAbsent ? 0 : aAbsent ? 1 : -1
  if (typeof a === "number" && typeof b === "number") return a - b
  const left = String(a)
  const right = String(b)
  return left < right ? -1 : left > right ? 1 : 0
}

/** Compares two rows by one column. */
export function byColumn(column: string, descending: boolean): (a: object, b: object) => number {
  return (a, b) => {
    const left = (a as Record<string, Cell>)[column]
    const right = (b as Record<string, Cell>)[column]
    const absent = left === null || left === undefined || right === null || right === undefined
    const order = compareCells(left, right)
    return descending && !absent ? -order : order
  }
}
