// Ended flows and slices of long ones on their way from a worker to history: columns, not objects.
import type { FlowColumnId } from "./columns/flow.ts"

/** How a stored column travels. IP: 16 bytes a row (IPv4 mapped). Times: ms as f64. u64 values fit in f64 exactly, flowId excepted. */
export type BatchColumn = Float64Array | Uint32Array | Uint16Array | Uint8Array | BigUint64Array | readonly string[]

export interface FlowBatch {
  readonly count: number
  /**
   * One entry per column of `flowColumns` that has `sql`; no entry: no row has a value. Absent values: 0 or "" here (their SQL columns are
   * not Nullable).
   */
  readonly columns: { readonly [Id in FlowColumnId]?: BatchColumn }
}
