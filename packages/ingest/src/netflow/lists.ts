// Structured data (RFC 6313): basicList, subTemplateList, subTemplateMultiList. Records of a list say something about the record that
// holds them (YAF: HTTP, DNS, TLS), so only what adds to it is taken. Bounded in depth and number.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { elementKey } from "./element-key.ts"
import { type Program, stepOfElement, VARIABLE } from "./program.ts"
import type { RecordContext } from "./record-context.ts"

export type ListKind = "basic" | "sub" | "sub-multi"

const MAX_DEPTH = 4
const MAX_LISTED = 256

export function decodeList(kind: ListKind, context: RecordContext, bytes: Uint8Array, at: number, length: number, block: RecordBlock, slot: number): void {
  if (context.depth === 0) context.listed = 0
  if (context.depth >= MAX_DEPTH) return context.odd("list-too-deep")
  context.depth++
  const end = at + length
  const list = new List(context, bytes, block, slot)
  if (length === 0) list.isOdd = false
  else if (kind === "basic") list.basic(at, end)
  else if (kind === "sub") list.sub(at, end)
  else list.multi(at, end)
  if (list.isOdd) context.odd("list-malformed")
  context.depth--
}

class List {
  isOdd = false
  private readonly context: RecordContext
  private readonly bytes: Uint8Array
  private readonly view: DataView
  private readonly block: RecordBlock
  private readonly slot: number

  constructor(context: RecordContext, bytes: Uint8Array, block: RecordBlock, slot: number) {
    this.context = context
    this.bytes = bytes
    this.view = context.view
    this.block = block
    this.slot = slot
  }

  /** semantic (1), element (2), length (2), enterprise (4 if the element's highest bit is set), contents */
  basic(at: number, end: number): void {
    if (end - at < 5) return this.odd()
    const element = this.view.getUint16(at + 1)
    const itemBytes = this.view.getUint16(at + 3)
    at += 5
    let enterprise = 0
    if (element >= 0x8000) {
      if (end - at < 4) return this.odd()
      enterprise = this.view.getUint32(at)
      at += 4
    }
    if (itemBytes === 0) return this.odd()
    const step = stepOfElement(elementKey(enterprise, element & 0x7fff), itemBytes)
    while (at < end && this.another()) {
      const length = this.lengthAt(at, end, itemBytes)
      if (length < 0) return this.odd()
      if (itemBytes === VARIABLE) at += this.bytes[at] < 255 ? 1 : 3
      step?.(this.bytes, this.view, at, length, this.block, this.slot, this.context)
      at += length
    }
  }

  /** semantic (1), template (2), records */
  sub(at: number, end: number): void {
    if (end - at < 3) return this.odd()
    this.records(this.view.getUint16(at + 1), at + 3, end)
  }

  /** semantic (1), then per template: id (2), bytes with these four (2), records */
  multi(at: number, end: number): void {
    if (end - at < 1) return this.odd()
    at++
    while (end - at >= 4) {
      const length = this.view.getUint16(at + 2)
      if (length < 4 || at + length > end) return this.odd()
      this.records(this.view.getUint16(at), at + 4, at + length)
      at += length
    }
  }

  private records(templateId: number, at: number, end: number): void {
    const template = this.context.session?.templates.get(templateId)
    if (template === undefined || template.isUnusable) return this.context.odd("list-template-missing")
    const program = this.context.programOf(template)
    while (end - at >= program.recordBytes && this.another()) {
      at = this.record(program, at, end)
      if (at < 0) return this.odd()
    }
  }

  private record(program: Program, at: number, end: number): number {
    const { lengths } = program.fields
    for (const [i, { isNested, run }] of program.steps.entries()) {
      const length = this.lengthAt(at, end, lengths[i])
      if (length < 0) return -1
      if (lengths[i] === VARIABLE) at += this.bytes[at] < 255 ? 1 : 3
      if (isNested) run?.(this.bytes, this.view, at, length, this.block, this.slot, this.context)
      at += length
    }
    return at
  }

  /** Bytes of a field, -1 when it goes beyond the end. */
  private lengthAt(at: number, end: number, length: number): number {
    if (length !== VARIABLE) return at + length <= end ? length : -1
    if (at >= end) return -1
    const short = this.bytes[at]
    if (short < 255) return at + 1 + short <= end ? short : -1
    if (at + 3 > end) return -1
    const long = this.view.getUint16(at + 1)
    return at + 3 + long <= end ? long : -1
  }

  private another(): boolean {
    if (this.context.listed < MAX_LISTED) {
      this.context.listed++
      return true
    }
    this.context.odd("list-too-long")
    return false
  }

  private odd(): void {
    this.isOdd = true
  }
}
