// Live rows that do not jump: while somebody points at the table its order holds, values change in place.
import { useRef } from "react"

export interface SteadyRows<Row> {
  readonly rows: readonly Row[]
  /** Keys of rows that the newest answer no longer has: shown as they last were. */
  readonly gone: ReadonlySet<string>
  /** Rows of the newest answer that wait for the pointer to leave. */
  readonly waiting: number
}

const none: ReadonlySet<string> = new Set()

/** `question` changes when the user asked for something else: then the new order shows at once. */
export function steadyRows<Row>(before: readonly Row[], now: readonly Row[], keyOf: (row: Row) => string): SteadyRows<Row> {
  const newest = new Map(now.map((row) => [keyOf(row), row] as const))
  const gone = new Set<string>()
  const rows = before.map((row) => {
    const key = keyOf(row)
    const update = newest.get(key)
    if (!update) gone.add(key)
    newest.delete(key)
    return update ?? row
  })
  return { rows, gone, waiting: newest.size }
}

export function useSteadyRows<Row>(now: readonly Row[], keyOf: (row: Row) => string, isHeld: boolean, question: string): SteadyRows<Row> {
  const held = useRef<{ rows: readonly Row[]; question: string }>({ rows: now, question })
  if (!isHeld || held.current.question !== question || held.current.rows.length === 0) {
    held.current = { rows: now, question }
    return { rows: now, gone: none, waiting: 0 }
  }
  return steadyRows(held.current.rows, now, keyOf)
}
