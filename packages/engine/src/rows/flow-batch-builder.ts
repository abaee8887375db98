// Ended flows and slices on their way to history: columns filled row by row, handed over as copies.
// A flow that was sliced before gives only what came since (`Slices` remembers its counters at the last slice).
import { flowColumns, toStored, type BatchColumn, type Column, type FlowBatch, type FlowColumnId } from "@netweir/model"
import type { FlowColumns } from "../flows/flow-columns.ts"
import type { FlowOrigins } from "../records/flow-origins.ts"
import { AddressColumn } from "./address-column.ts"
import { FlowCopies } from "./flow-copies.ts"
import { flowIdHigh, flowIdLow } from "./flow-id.ts"
import type { FlowReaders } from "./flow-readers.ts"
import { OriginCopies } from "./origin-copies.ts"
import type { Slices } from "./slices.ts"

export const BATCH_FLOWS = 4096

interface Filler {
  readonly id: FlowColumnId
  put(at: number, row: number): void
  /** A copy of the first `count` rows; null when none was put. The next batch begins empty. */
  take(count: number): BatchColumn | null
}

/** Columns that only some flows have. */
interface Occasional {
  isFor(row: number): boolean
  readonly fillers: readonly Filler[]
}

const mediaColumns: ReadonlySet<FlowColumnId> = new Set(["mediaType", "rtpCodec", "jitterToServerUs", "jitterToClientUs", "rtpLossToServer", "rtpLossToClient", "mosToServer", "mosToClient"])
const detailColumns: ReadonlySet<FlowColumnId> = new Set(["hostname", "info", "ja4"])

export class FlowBatchBuilder {
  private count = 0
  private endReason = 0
  private readonly copies: readonly (FlowCopies | OriginCopies)[]
  /** Of the columns that are more than a copy. */
  private readonly fillers: readonly Filler[]
  private readonly occasional: readonly Occasional[]
  private readonly onBatch: (batch: FlowBatch) => void

  constructor(flows: FlowColumns, readers: FlowReaders, slices: Slices, origins: FlowOrigins | null, onBatch: (batch: FlowBatch) => void) {
    this.onBatch = onBatch
    this.copies = [new FlowCopies(flows, slices, BATCH_FLOWS), ...(origins === null ? [] : [new OriginCopies(flows, origins, slices, BATCH_FLOWS)])]
    const isCopied = (id: FlowColumnId) => this.copies.some(({ columns, addresses }) => id in columns || id in addresses)
    const filled = flowColumns.filter((column: Column) => column.sql !== undefined && !isCopied(column.id as FlowColumnId))
    const fillersOf = (isOne: (id: FlowColumnId) => boolean) => filled.filter(({ id }) => isOne(id)).map((column) => this.fillerOf(column, flows, readers, slices))
    this.fillers = fillersOf((id) => !mediaColumns.has(id) && !detailColumns.has(id))
    this.occasional = [
      { isFor: (row) => readers.hasDetails(row), fillers: fillersOf((id) => detailColumns.has(id)) },
      { isFor: (row) => readers.hasMedia(row), fillers: fillersOf((id) => mediaColumns.has(id)) },
    ]
  }

  /** `endReason`: index into model's endReasons. */
  add(row: number, endReason: number): void {
    this.endReason = endReason
    const at = this.count++
    for (const copies of this.copies) copies.copy(at, row)
    for (const filler of this.fillers) filler.put(at, row)
    for (const { isFor, fillers } of this.occasional) {
      if (!isFor(row)) continue
      for (const filler of fillers) filler.put(at, row)
    }
    if (this.count === BATCH_FLOWS) this.flush()
  }

  flush(): void {
    if (this.count === 0) return
    const { count } = this
    this.count = 0
    const columns: Partial<Record<FlowColumnId, BatchColumn>> = {}
    for (const copies of this.copies) {
      for (const [id, addresses] of Object.entries(copies.addresses)) columns[id as FlowColumnId] = addresses.take(count)
      for (const [id, values] of Object.entries(copies.columns)) columns[id as FlowColumnId] = values.slice(0, count)
    }
    for (const filler of [...this.fillers, ...this.occasional.flatMap(({ fillers }) => fillers)]) {
      const taken = filler.take(count)
      if (taken !== null) columns[filler.id] = taken
    }
    this.onBatch({ count, columns })
  }

  private fillerOf(column: Column & { readonly id: FlowColumnId }, flows: FlowColumns, readers: FlowReaders, slices: Slices): Filler {
    const { id } = column
    if (id === "flowId") return big(id, (row) => flowIdLow(flows, row), (row) => flowIdHigh(flows, row))
    if (id === "risks") return big(id, (row) => flows.risksLow[row], (row) => flows.risksHigh[row])
    if (id === "mutedRisks") return big(id, readers.mutedLow, readers.mutedHigh)
    if (id === "endReason") return numbers(id, "UInt8", () => this.endReason)
    if (id === "firstSeenMs") return numbers(id, "DateTime64", (row) => slices.startUs(row) / 1000)
    if (column.type === "ip") return addresses(id, readers)
    if (column.type === "json") return texts(id, readers.metadataText)
    if (column.type === "text") return texts(id, readers.text(id) ?? (() => null))
    const read = readers.number(id) ?? (() => 0)
    const { sqlScale } = column
    if (sqlScale !== undefined) return numbers(id, column.sql ?? "", (row) => toStored(read(row), sqlScale))
    return numbers(id, column.sql ?? "", read) // what slices count is copied
  }
}

function numbers(id: FlowColumnId, sql: string, read: (row: number) => number): Filler {
  const values = sql.startsWith("UInt8") ? new Uint8Array(BATCH_FLOWS) : sql.startsWith("UInt16") ? new Uint16Array(BATCH_FLOWS)
    : sql.startsWith("UInt32") ? new Uint32Array(BATCH_FLOWS) : new Float64Array(BATCH_FLOWS)
  return filled(id, values, (at, row) => {
    const value = read(row)
    values[at] = Number.isNaN(value) ? 0 : value
  })
}

/** In two halves, as this machine keeps 64 bits: a bigint a row would be garbage. */
function big(id: FlowColumnId, low: (row: number) => number, high: (row: number) => number): Filler {
  const values = new BigUint64Array(BATCH_FLOWS)
  const halves = new Uint32Array(values.buffer)
  return filled(id, values, (at, row) => {
    halves[2 * at] = low(row)
    halves[2 * at + 1] = high(row)
  })
}

/** 16 bytes a row, network order; absent = ::. */
function addresses(id: FlowColumnId, readers: FlowReaders): Filler {
  const column = new AddressColumn(BATCH_FLOWS)
  const words = new Uint32Array(4)
  const read = readers.ip(id)
  return filled(id, column.bytes, (at, row) => {
    if (read?.(row, words) === true) column.put(at, words, 0)
    else column.clear(at)
  }, 16)
}

/** Rows that are not put are zero. */
function filled(id: FlowColumnId, values: Uint8Array | Uint16Array | Uint32Array | Float64Array | BigUint64Array, write: (at: number, row: number) => void, width = 1): Filler {
  const bytes = new Uint8Array(values.buffer)
  let isPut = false
  return {
    id,
    put(at, row) {
      isPut = true
      write(at, row)
    },
    take(count) {
      if (!isPut) return null
      isPut = false
      const taken = values.slice(0, width * count)
      bytes.fill(0)
      return taken
    },
  }
}

function texts(id: FlowColumnId, read: (row: number) => string | null): Filler {
  let values: string[] | null = null
  return {
    id,
    put(at, row) {
      values ??= new Array<string>(BATCH_FLOWS).fill("")
      values[at] = read(row) ?? ""
    },
    take(count) {
      const taken = values
      values = null
      if (taken !== null) taken.length = count
      return taken
    },
  }
}
