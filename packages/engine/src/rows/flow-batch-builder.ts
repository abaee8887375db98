// Ended flows and slices on their way to history: columns filled row by row, handed over as copies.
// A flow that was sliced before gives only what came since (`Slices` remembers its counters at the last slice).
import { flowColumns, toStored, type BatchColumn, type Column, type FlowBatch, type FlowColumnId } from "@netweir/model"
import type { FlowColumns } from "../flows/flow-columns.ts"
import { FlowCopies } from "./flow-copies.ts"
import { flowIdHigh, flowIdLow } from "./flow-id.ts"
import type { FlowReaders } from "./flow-readers.ts"
import type { Slices } from "./slices.ts"

export const BATCH_FLOWS = 4096

interface Filler {
  readonly id: FlowColumnId
  put(at: number, row: number): void
  /** A copy of the first `count` rows. */
  take(count: number): BatchColumn
}

export class FlowBatchBuilder {
  private count = 0
  private endReason = 0
  private readonly copies: FlowCopies
  /** Of the columns that are more than a copy. */
  private readonly fillers: readonly Filler[]
  private readonly onBatch: (batch: FlowBatch) => void

  constructor(flows: FlowColumns, readers: FlowReaders, slices: Slices, onBatch: (batch: FlowBatch) => void) {
    this.onBatch = onBatch
    this.copies = new FlowCopies(flows, slices, BATCH_FLOWS)
    this.fillers = flowColumns.filter((column: Column) => column.sql !== undefined && !(column.id in this.copies.columns)).map((column) => this.fillerOf(column, flows, readers, slices))
  }

  /** `endReason`: index into model's endReasons. */
  add(row: number, endReason: number): void {
    this.endReason = endReason
    const at = this.count++
    this.copies.copy(at, row)
    for (const filler of this.fillers) filler.put(at, row)
    if (this.count === BATCH_FLOWS) this.flush()
  }

  flush(): void {
    if (this.count === 0) return
    const { count } = this
    this.count = 0
    const copied = Object.entries(this.copies.columns).map(([id, values]): [string, BatchColumn] => [id, values.slice(0, count)])
    const filled = this.fillers.map((filler): [string, BatchColumn] => [filler.id, filler.take(count)])
    this.onBatch({ count, columns: Object.fromEntries([...copied, ...filled]) })
  }

  private fillerOf(column: Column & { readonly id: FlowColumnId }, flows: FlowColumns, readers: FlowReaders, slices: Slices): Filler {
    const { id } = column
    if (id === "flowId") return big(id, (row) => flowIdLow(flows, row), (row) => flowIdHigh(flows, row))
    if (id === "risks") return big(id, (row) => flows.risksLow[row], (row) => flows.risksHigh[row])
    if (id === "mutedRisks") return big(id, readers.mutedLow, readers.mutedHigh)
    if (id === "endReason") return numbers(id, "UInt8", () => this.endReason)
    if (id === "firstSeenMs") return numbers(id, "DateTime64", (row) => slices.startUs(row) / 1000)
    if (column.type === "ip") return addresses(id, readers)
    if (column.type === "json") return texts(id, (row) => metadataText(readers, row))
    if (column.type === "text") return texts(id, readers.text(id) ?? (() => null))
    const read = readers.number(id) ?? (() => 0)
    const { sqlScale } = column
    if (sqlScale !== undefined) return numbers(id, column.sql ?? "", (row) => toStored(read(row), sqlScale))
    const before = slices.readerOf(id)
    const sql = column.sql ?? ""
    return before ? numbers(id, sql, (row) => Math.max(0, read(row) - before(row))) : numbers(id, sql, read)
  }
}

function numbers(id: FlowColumnId, sql: string, read: (row: number) => number): Filler {
  const values = sql.startsWith("UInt8") ? new Uint8Array(BATCH_FLOWS) : sql.startsWith("UInt16") ? new Uint16Array(BATCH_FLOWS)
    : sql.startsWith("UInt32") ? new Uint32Array(BATCH_FLOWS) : new Float64Array(BATCH_FLOWS)
  return {
    id,
    put(at, row) {
      const value = read(row)
      values[at] = Number.isNaN(value) ? 0 : value
    },
    take: (count) => values.slice(0, count),
  }
}

/** In two halves, as this machine keeps 64 bits: a bigint a row would be garbage. */
function big(id: FlowColumnId, low: (row: number) => number, high: (row: number) => number): Filler {
  const values = new BigUint64Array(BATCH_FLOWS)
  const halves = new Uint32Array(values.buffer)
  return {
    id,
    put(at, row) {
      halves[2 * at] = low(row)
      halves[2 * at + 1] = high(row)
    },
    take: (count) => values.slice(0, count),
  }
}

/** 16 bytes a row, network order; absent = ::. */
function addresses(id: FlowColumnId, readers: FlowReaders): Filler {
  const values = new Uint8Array(16 * BATCH_FLOWS)
  const view = new DataView(values.buffer)
  const words = new Uint32Array(4)
  const read = readers.ip(id)
  return {
    id,
    put(at, row) {
      const isThere = read?.(row, words) === true
      for (let i = 0; i < 4; i++) view.setUint32(16 * at + 4 * i, isThere ? words[i] : 0)
    },
    take: (count) => values.slice(0, 16 * count),
  }
}

function texts(id: FlowColumnId, read: (row: number) => string | null): Filler {
  let values: string[] = []
  return {
    id,
    put(at, row) { values[at] = read(row) ?? "" },
    take() {
      const taken = values
      values = []
      return taken
    },
  }
}

function metadataText(readers: FlowReaders, row: number): string {
  const metadata = readers.metadata(row)
  for (const _ in metadata) return JSON.stringify(metadata)
  return ""
}
