// A FlowBatch as a ClickHouse Native block. Runs where the batch is made (a source worker); the main thread only passes bytes on.
// Every block has every stored column in the same order, so blocks can be put together without being read.
import type { BatchColumn, FlowBatch, FlowColumnId } from "@netweir/model"
import { storedFlowColumns, STORED_ON } from "../schema/stored-columns.ts"
import { NativeWriter } from "./native-writer.ts"

const DAY_MS = 86_400_000
/** Of an average row; saves growing. */
const ROW_BYTES = 400

export interface EncodeOptions {
  /** Days since the epoch that the rows count as stored on. Part of the block, so that a replay lands in the same partition. */
  readonly storedOnDay?: number
}

export function encodeFlowBatch(batch: FlowBatch, { storedOnDay = Math.floor(Date.now() / DAY_MS) }: EncodeOptions = {}): Uint8Array {
  const { count } = batch
  const writer = new NativeWriter(1024 + count * ROW_BYTES)
  writer.header(storedFlowColumns.length, count)
  for (const { name, type } of storedFlowColumns) {
    writer.column(name, type)
    // A block of no rows has no values at all.
    if (count === 0) continue
    if (name === STORED_ON.name) writer.raw(new Uint16Array(count).fill(storedOnDay))
    else writeColumn(writer, type, batch.columns[name as FlowColumnId], count)
  }
  return writer.finish()
}

/** An absent column is all zero or empty: absent values are, in SQL. */
export function writeColumn(writer: NativeWriter, type: string, values: BatchColumn | undefined, count: number): void {
  switch (type) {
    case "LowCardinality(String)": return writer.lowCardinality(texts(values), count)
    case "String": return values === undefined ? writer.zeros(count) : writer.strings(texts(values) ?? [], count)
    case "IPv6": return values instanceof Uint8Array ? writer.bytes(values.subarray(0, count * 16)) : writer.zeros(count * 16)
    case "UInt8": return fixed(writer, values, count, Uint8Array)
    case "UInt16": return fixed(writer, values, count, Uint16Array)
    case "UInt32": case "DateTime": return fixed(writer, values, count, Uint32Array)
    case "UInt64": case "DateTime64(3)": return wide(writer, values, count)
    default: throw new Error(`no Native encoding for ${type}`)
  }
}

function texts(values: BatchColumn | undefined): readonly string[] | undefined {
  return Array.isArray(values) ? (values as readonly string[]) : undefined
}

type Words = Uint8Array | Uint16Array | Uint32Array
function fixed(writer: NativeWriter, values: BatchColumn | undefined, count: number, Make: { new (length: number): Words; readonly BYTES_PER_ELEMENT: number }): void {
  if (values === undefined || Array.isArray(values)) return writer.zeros(count * Make.BYTES_PER_ELEMENT)
  if (values instanceof Make) return writer.raw(values.subarray(0, count))
  const words = new Make(count)
  const largest = 2 ** (8 * Make.BYTES_PER_ELEMENT) - 1
  // A counter that outgrew its column stays at the column's end instead of wrapping around.
  for (let i = 0; i < count; i++) words[i] = Math.min(Number(values[i]), largest)
  writer.raw(words)
}

function wide(writer: NativeWriter, values: BatchColumn | undefined, count: number): void {
  if (values === undefined || Array.isArray(values)) return writer.zeros(count * 8)
  if (values instanceof BigUint64Array) return writer.raw(values.subarray(0, count))
  writer.u64(values as ArrayLike<number>, count)
}
