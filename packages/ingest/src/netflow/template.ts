// Templates as they hold for a session, and how they are read (RFC 3954 section 5.2 and 6.1, RFC 7011 section 3.4).
import type { ExporterTemplate } from "@netweir/model"
import { elementKey, keyText, v9Key } from "./element-key.ts"
import { describeElement } from "./elements/index.ts"
import { type FieldList, type Program, recordBytesOf, VARIABLE } from "./program.ts"

/** More fields than any exporter sends; templates beyond are refused, their data counted. */
export const MAX_FIELDS = 1024
/** Pseudo enterprise of NetFlow v9's scope types (system, interface, line card, cache, template). */
export const V9_SCOPE = 0xfffffffe

export class Template implements FieldList {
  readonly id: number
  readonly keys: Float64Array
  readonly lengths: Uint16Array
  /** Options templates: that many of the first fields are the scope; -1 = a data template. */
  readonly scopes: number
  readonly recordBytes: number
  receivedUs = 0
  records = 0
  /** Made when the first data comes. */
  program: Program | null = null

  constructor(id: number, keys: Float64Array, lengths: Uint16Array, scopes: number) {
    this.id = id
    this.keys = keys
    this.lengths = lengths
    this.scopes = scopes
    this.recordBytes = recordBytesOf(this)
  }

  get isOptions(): boolean {
    return this.scopes >= 0
  }

  /** Nothing can be told apart by it: no fields, fields of no bytes, or refused for its size. */
  get isUnusable(): boolean {
    return this.recordBytes === 0
  }

  get isVariable(): boolean {
    return this.lengths.includes(VARIABLE)
  }

  /** What it weighs against the limits. */
  get cost(): number {
    return 1 + (this.keys.length >> 6)
  }

  equals(other: Template): boolean {
    if (this.scopes !== other.scopes || this.keys.length !== other.keys.length) return false
    for (let i = 0; i < this.keys.length; i++) if (this.keys[i] !== other.keys[i] || this.lengths[i] !== other.lengths[i]) return false
    return true
  }

  describe(): ExporterTemplate {
    return {
      templateId: this.id, kind: this.isOptions ? "options" : "data", receivedMs: Math.floor(this.receivedUs / 1000), records: this.records,
      fields: Array.from(this.keys, (key, i) => ({ name: describeElement(key), id: keyText(key), bytes: this.lengths[i] === VARIABLE ? "variable" as const : this.lengths[i] })),
    }
  }
}

/** What reading a template set tells, one call per template. */
export interface TemplateSink {
  defined(template: Template): void
  /** Id 2 and 3: all templates, all options templates (IPFIX). */
  withdrawn(id: number): void
  odd(what: string): void
}

const FIRST_DATA_ID = 256
const keysRead = new Float64Array(MAX_FIELDS)
const lengthsRead = new Uint16Array(MAX_FIELDS)

export function readV9Templates(view: DataView, at: number, end: number, sink: TemplateSink): void {
  while (end - at >= 4) {
    const id = view.getUint16(at)
    const count = view.getUint16(at + 2)
    at += 4
    if (id === 0 && count === 0) return // padding
    if (at + 4 * count > end) return sink.odd("template-truncated")
    for (let i = 0; i < Math.min(count, MAX_FIELDS); i++) {
      keysRead[i] = v9Key(view.getUint16(at + 4 * i))
      lengthsRead[i] = view.getUint16(at + 4 * i + 2)
    }
    at += 4 * count
    define(sink, id, count, -1)
  }
}

export function readV9OptionsTemplates(view: DataView, at: number, end: number, sink: TemplateSink): void {
  while (end - at >= 6) {
    const id = view.getUint16(at)
    const scopeBytes = view.getUint16(at + 2)
    const optionBytes = view.getUint16(at + 4)
    if (id === 0 && scopeBytes === 0 && optionBytes === 0) return // padding
    at += 6
    if (at + scopeBytes + optionBytes > end) return sink.odd("template-truncated")
    if (scopeBytes % 4 !== 0 || optionBytes % 4 !== 0) return sink.odd("template-malformed")
    const scopes = scopeBytes / 4
    const count = scopes + optionBytes / 4
    for (let i = 0; i < Math.min(count, MAX_FIELDS); i++) {
      const type = view.getUint16(at + 4 * i)
      keysRead[i] = i < scopes ? elementKey(V9_SCOPE, type) : v9Key(type)
      lengthsRead[i] = view.getUint16(at + 4 * i + 2)
    }
    at += 4 * count
    define(sink, id, count, scopes)
  }
}

/** Template sets (2) and options template sets (3) of IPFIX. */
export function readIpfixTemplates(view: DataView, at: number, end: number, isOptions: boolean, sink: TemplateSink): void {
  while (end - at >= 4) {
    const id = view.getUint16(at)
    const count = view.getUint16(at + 2)
    at += 4
    if (id === 0) return // padding
    if (count === 0) {
      sink.withdrawn(id)
      continue
    }
    let scopes = -1
    if (isOptions) {
      if (end - at < 2) return sink.odd("template-truncated")
      scopes = view.getUint16(at)
      at += 2
    }
    for (let i = 0; i < count; i++) {
      if (end - at < 4) return sink.odd("template-truncated")
      const element = view.getUint16(at)
      const length = view.getUint16(at + 2)
      at += 4
      let enterprise = 0
      if (element >= 0x8000) {
        if (end - at < 4) return sink.odd("template-truncated")
        enterprise = view.getUint32(at)
        at += 4
      }
      if (i >= MAX_FIELDS) continue
      keysRead[i] = elementKey(enterprise, element & 0x7fff)
      lengthsRead[i] = length
    }
    if (isOptions && (scopes === 0 || scopes > count)) {
      // RFC 7011 section 3.4.2.2: a scope of zero fields must not be. Its data is stepped over.
      sink.odd("template-scope-malformed")
      if (scopes > count) continue
    }
    define(sink, id, count, scopes)
  }
}

function define(sink: TemplateSink, id: number, count: number, scopes: number): void {
  if (id < FIRST_DATA_ID) return sink.odd("template-id-reserved")
  if (count > MAX_FIELDS) sink.odd("template-too-long")
  const kept = count > MAX_FIELDS ? 0 : count
  const template = new Template(id, keysRead.slice(0, kept), lengthsRead.slice(0, kept), scopes)
  if (template.isUnusable && count <= MAX_FIELDS) sink.odd("template-empty")
  sink.defined(template)
}
