// The flows of one message, one after the other into blocks: a block may be full in the middle of a message.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { addDetail } from "../records/told-values.ts"
import { setAgentField } from "./agent-fields.ts"
import type { FieldLookup } from "./field-lookup.ts"
import { FlowRecord, type FlowDrop } from "./flow-record.ts"
import { END, END_OF_RECORD, ITEM, TlvReader } from "./tlv.ts"

/** Keys of one JSON flow. */
const MAX_KEYS = 256

export interface FlowSink {
  /** A slot is filled but for its point: true = it counts. */
  accept(record: FlowRecord, block: RecordBlock): void
  drop(reason: FlowDrop | "flow-malformed"): void
}

export class FlowReader {
  private readonly lookup: FieldLookup
  private readonly sink: FlowSink
  private readonly record: FlowRecord
  private readonly tlv = new TlvReader()
  private isTlv = false
  private list: readonly unknown[] = []
  private index = 0
  private isDone = true

  constructor(lookup: FieldLookup, sink: FlowSink) {
    this.lookup = lookup
    this.sink = sink
    this.record = new FlowRecord(lookup)
  }

  openJson(flows: unknown): void {
    this.isTlv = false
    this.list = Array.isArray(flows) ? flows : [flows]
    this.index = 0
    this.isDone = false
  }

  /** False: it is no TLV. */
  openTlv(bytes: Uint8Array): boolean {
    if (!this.tlv.open(bytes)) return false
    this.isTlv = true
    this.isDone = false
    return true
  }

  /** True: the message is read. False: the block is full. */
  read(block: RecordBlock): boolean {
    while (!this.isDone) {
      if (block.isFull) return false
      if (this.isTlv) this.nextTlv(block)
      else this.nextJson(block)
    }
    this.list = []
    return true
  }

  private nextTlv(block: RecordBlock): void {
    const { tlv, record, lookup } = this
    record.begin(block)
    let items = 0
    for (;;) {
      const what = tlv.next()
      if (what === ITEM) {
        items++
        const code = tlv.keyNumber < 0 ? lookup.ofText(tlv.keyText) : lookup.ofNumber(tlv.keyNumber)
        const value = tlv.isText ? tlv.text : tlv.number
        if (code < 0 && tlv.keyText === "json") this.inner(value)
        else if (code < 0) record.setUnknown(tlv.keyText, value)
        else if (tlv.isText) record.set(code, value)
        else record.set(code, value, tlv.high, tlv.low)
        continue
      }
      if (what !== END_OF_RECORD) this.isDone = true
      // A last flow may go without its end; one that breaks off is lost, and so is what follows.
      if (what === END_OF_RECORD || what === END) {
        if (items > 0) this.finish(block)
      } else this.sink.drop("flow-malformed")
      return
    }
  }

  private nextJson(block: RecordBlock): void {
    if (this.index >= this.list.length) {
      this.isDone = true
      return
    }
    const flow = this.list[this.index++]
    if (typeof flow !== "object" || flow === null || Array.isArray(flow)) return this.sink.drop("flow-malformed")
    this.record.begin(block)
    this.fields(flow, 0)
    this.finish(block)
  }

  private fields(flow: object, depth: number): void {
    const { record, lookup } = this
    let keys = 0
    for (const [key, value] of Object.entries(flow)) {
      if (keys++ >= MAX_KEYS) return
      const code = lookup.ofText(key)
      if (code >= 0) record.set(code, value)
      // Typed records of another Netweir: { tls: { ... }, dns: { ... } }
      else if (depth === 1 && typeof value === "object" && value !== null && !Array.isArray(value)) for (const [field, inner] of Object.entries(value)) addDetail(record.details(), key, field, inner)
      else if (key === "json" && depth === 0) this.inner(value)
      else if (!setAgentField(record, key, value)) record.setUnknown(key, value)
    }
  }

  /** The key `json` holds another object, as text. */
  private inner(value: unknown): void {
    const object = typeof value === "string" ? parseJson(value) : value
    if (typeof object === "object" && object !== null && !Array.isArray(object)) this.fields(object, 1)
  }

  private finish(block: RecordBlock): void {
    const drop = this.record.finish()
    if (drop !== null) this.sink.drop(drop)
    else this.sink.accept(this.record, block)
  }
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // JSON.parse knows no other way to say it
  }
}
