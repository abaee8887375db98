// A template's fields become code that moves records into the block: step by step at first, one compiled function when many records
// come (measured in bench/ingest/netflow.ts). Both are put together from the same snippets, so they cannot differ.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { CERT, CISCO, elementKey, enterpriseOf } from "./element-key.ts"
import { unknownName } from "./elements/index.ts"
import type { RecordContext } from "./record-context.ts"
import { deltas, leaving, targetOf } from "./targets.ts"
import type { Snippet } from "./snippets.ts"

/** Field length that stands for "the record says" (RFC 7011 section 7). */
export const VARIABLE = 0xffff

export interface FieldList {
  readonly keys: Float64Array
  readonly lengths: Uint16Array
}

type Step = (bytes: Uint8Array, view: DataView, at: number, len: number, b: RecordBlock, s: number, r: RecordContext) => void
type Decode = (bytes: Uint8Array, view: DataView, at: number, end: number, b: RecordBlock, r: RecordContext) => number

const COMPILE_AFTER_RECORDS = 256
const COLUMN = /\$([a-zA-Z0-9]+)/g

export interface FieldStep {
  readonly code: string
  /** Null: the field is stepped over. */
  readonly run: Step | null
  /** May be used inside lists, whose records say something about the outer one. */
  readonly isNested: boolean
}

export class Program {
  readonly fields: FieldList
  readonly isVariable: boolean
  /** Of a record; the least one with variable lengths. */
  readonly recordBytes: number
  readonly steps: readonly FieldStep[]
  /** Lengths that make no sense for their element: stepped over. */
  readonly oddLengths: number
  records = 0
  lastUsedUs = 0
  compiled: Decode | null = null
  private readonly names: readonly string[]
  private readonly begin: string
  private readonly finish: string
  private readonly beginStep: Step
  private readonly finishStep: Step
  private readonly order: readonly number[]
  private readonly offsets: Uint32Array

  constructor(fields: FieldList, keepUnknown: boolean) {
    this.fields = fields
    const plan = planOf(fields, keepUnknown)
    this.steps = plan.steps
    this.oddLengths = plan.oddLengths
    this.names = plan.names
    this.begin = plan.begin
    this.finish = plan.finish
    this.beginStep = stepOf(plan.begin)
    this.finishStep = stepOf(plan.finish)
    this.isVariable = fields.lengths.includes(VARIABLE)
    this.recordBytes = recordBytesOf(fields)
    this.order = plan.order
    this.offsets = new Uint32Array(fields.lengths.length)
    for (let i = 1; i < fields.lengths.length; i++) this.offsets[i] = this.offsets[i - 1] + fields.lengths[i - 1]
  }

  /** Decodes records from `at` until the set or the block ends; answers where it stopped. `context.truncated` when a record goes beyond the set. */
  decode(bytes: Uint8Array, view: DataView, at: number, end: number, block: RecordBlock, context: RecordContext): number {
    if (this.compiled !== null) return this.compiled(bytes, view, at, end, block, context)
    const before = block.count
    const stopped = this.isVariable ? this.walk(bytes, view, at, end, block, context) : this.step(bytes, view, at, end, block, context)
    this.records += block.count - before
    return stopped
  }

  get isWorthCompiling(): boolean {
    return this.compiled === null && this.records >= COMPILE_AFTER_RECORDS
  }

  private step(bytes: Uint8Array, view: DataView, at: number, end: number, block: RecordBlock, context: RecordContext): number {
    const { lengths } = this.fields
    const { recordBytes, steps, order, offsets } = this
    while (block.count < block.capacity && end - at >= recordBytes) {
      const slot = block.clear()
      this.beginStep(bytes, view, at, 0, block, slot, context)
      for (const field of order) steps[field].run?.(bytes, view, at + offsets[field], lengths[field], block, slot, context)
      this.finishStep(bytes, view, at, 0, block, slot, context)
      block.count++
      at += recordBytes
    }
    return at
  }

  private walk(bytes: Uint8Array, view: DataView, at: number, end: number, block: RecordBlock, context: RecordContext): number {
    const { lengths } = this.fields
    const { recordBytes, steps } = this
    while (block.count < block.capacity && end - at >= recordBytes) {
      const slot = block.clear()
      this.beginStep(bytes, view, at, 0, block, slot, context)
      let field = at
      for (let i = 0; i < steps.length; i++) {
        let length = lengths[i]
        if (length === VARIABLE) {
          length = field < end ? bytes[field++] : 0
          if (length === 255 && field + 2 <= end) {
            length = view.getUint16(field)
            field += 2
          }
        }
        if (field + length > end) {
          context.truncated = true
          return at
        }
        steps[i].run?.(bytes, view, field, length, block, slot, context)
        field += length
      }
      this.finishStep(bytes, view, at, 0, block, slot, context)
      block.count++
      at = field
    }
    return at
  }

  compile(): void {
    const body = this.isVariable ? this.variableBody() : this.fixedBody()
    const code = `${this.begin}\n${body}\n${this.finish}`
    const columns = [...new Set(Array.from(code.matchAll(COLUMN), (match) => match[1]))]
    const hoisted = columns.map((name) => `const $${name} = b.${name}`).join("\n")
    const source = `"use strict"
return function (bytes, view, p, end, b, r) {
${hoisted}
const capacity = b.capacity
while (b.count < capacity && end - p >= ${this.recordBytes}) {
const s = b.clear()
${this.begin}
let q = p
${body}
${this.finish}
b.count++
p = q
}
return p
}`
    // oxlint-disable-next-line typescript/no-implied-eval -- made of the snippets above and of checked numbers; names of unknown elements are handed in, not pasted
    this.compiled = new Function("names", source)(this.names) as Decode
  }

  private fixedBody(): string {
    const lines = this.order.map((field) => {
      const { code } = this.steps[field]
      return code === "" ? "" : `{ const at = p + ${this.offsets[field]}, len = ${this.fields.lengths[field]}; ${code} }`
    })
    return `${lines.filter((line) => line !== "").join("\n")}\nq = p + ${this.recordBytes}`
  }

  private variableBody(): string {
    return this.steps.map(({ code }, field) => {
      const length = this.fields.lengths[field]
      if (length === VARIABLE) {
        return `if (q >= end) { r.truncated = true; return p }
{ let len = bytes[q++]
if (len === 255 && q + 2 <= end) { len = view.getUint16(q); q += 2 }
if (q + len > end) { r.truncated = true; return p }
const at = q; ${code}
q += len }`
      }
      return `if (q + ${length} > end) { r.truncated = true; return p }
${code === "" ? "" : `{ const at = q, len = ${length}; ${code} }`}
q += ${length}`
    }).join("\n")
  }
}

export function recordBytesOf(fields: FieldList): number {
  let bytes = 0
  for (const length of fields.lengths) bytes += length === VARIABLE ? 1 : length
  return bytes
}

// ── which field does what

interface Plan {
  readonly steps: readonly FieldStep[]
  readonly order: readonly number[]
  readonly names: readonly string[]
  readonly begin: string
  readonly finish: string
  readonly oddLengths: number
}

const NSEL_MARKS = [233, elementKey(CISCO, 7237), elementKey(CISCO, 234)]
const COUNTS_ARRIVALS = new Set(["bytes", "packets"])

function planOf(fields: FieldList, keepUnknown: boolean): Plan {
  const keys = [...fields.keys]
  const chosen = chooseFields(keys, fields.lengths)
  const tells = new Set([...chosen.values()].map(({ tells }) => tells).filter((tells) => tells !== null))
  const isDual = (tells.has("src4") && tells.has("src6")) || (tells.has("dst4") && tells.has("dst6"))
  const isNsel = NSEL_MARKS.some((key) => keys.includes(key))
  const countsArrivals = [...COUNTS_ARRIVALS].some((word) => tells.has(word))
  const steps: FieldStep[] = []
  const names: string[] = []
  const early: number[] = []
  const late: number[] = []
  let oddLengths = 0
  for (const [index, key] of keys.entries()) {
    const length = fields.lengths[index]
    const target = chosen.get(index)
    let snippet: Snippet | undefined = target?.snippet
    if (isNsel && deltas.has(key)) snippet = snippet && deltas.get(key)
    if (!countsArrivals && leaving.has(key)) snippet = snippet && leaving.get(key)
    let code = length === 0 ? "" : snippet?.(length === VARIABLE ? 0 : length, isDual)
    if (code === null) oddLengths++
    if ((code === null || code === undefined) && targetOf(key) === undefined && keepUnknown && length !== 0) {
      code = `r.unknown(names[${names.length}], bytes, at, len, b, s)`
      const name = unknownName(key)
      names.push(name)
      steps.push({ code, run: (bytes, _, at, len, b, s, r) => r.unknown(name, bytes, at, len, b, s), isNested: false })
    } else {
      steps.push({ code: code ?? "", run: code ? stepOf(code) : null, isNested: isNestedCode(key, code ?? "") })
    }
    ;(target?.early === true ? early : late).push(index)
  }
  return { steps, order: [...early, ...late], names, begin: beginCode(tells), finish: finishCode(tells, isDual), oddLengths }
}

/** Of elements that tell the same, the first of the lowest rank. */
function chooseFields(keys: readonly number[], lengths: Uint16Array): Map<number, NonNullable<ReturnType<typeof targetOf>>> {
  const chosen = new Map<number, NonNullable<ReturnType<typeof targetOf>>>()
  const best = new Map<string, number>()
  for (const [index, key] of keys.entries()) {
    const target = targetOf(key)
    if (target === undefined || lengths[index] === 0) continue
    if (target.tells !== null) {
      const rival = best.get(target.tells)
      if (rival !== undefined && (chosen.get(rival)?.rank ?? 0) <= target.rank) continue
      if (rival !== undefined) chosen.delete(rival)
      best.set(target.tells, index)
    }
    chosen.set(index, target)
  }
  return chosen
}

function beginCode(tells: ReadonlySet<string>): string {
  const code = ["$point[s] = r.point; $receivedUs[s] = r.receivedUs; $samplingRate[s] = r.samplingRate"]
  if (tells.has("duration")) code.push("r.durationUs = 0")
  if (tells.has("ipVersion")) code.push("r.ipVersion = 0")
  if (tells.has("reverseLast")) code.push("r.reverseLastUs = 0")
  for (const [side, word] of [[0, "natSrc"], [1, "natDst"]] as const) {
    if (tells.has(word)) code.push(`r.natV4[${side}] = 0`)
    if (tells.has(`${word}Port`)) code.push(`r.natPorts[${side}] = 0`)
  }
  if (tells.has("frame")) code.push("r.frameBytes = 0; r.frameWireBytes = 0; r.frameType = 0")
  return code.join("\n")
}

function finishCode(tells: ReadonlySet<string>, isDual: boolean): string {
  const code: string[] = []
  const hasSrc = tells.has("src4") || tells.has("src6")
  const hasDst = tells.has("dst4") || tells.has("dst6")
  if (isDual || hasSrc !== hasDst || tells.has("src4") !== tells.has("dst4")) code.push(`${tells.has("ipVersion") ? "" : "r.ipVersion = 0; "}r.finishAddresses(b, s)`)
  if (tells.has("reverseLast")) code.push("r.reverseLast(b, s)")
  if (tells.has("duration")) code.push("r.finishDuration(b, s)")
  if (tells.has("first") || tells.has("last")) {
    code.push(`{ let f = $firstSeenUs[s], l = $lastSeenUs[s]
if (f !== 0 || l !== 0) {
if (f === 0) f = l
if (l === 0) l = f
f += r.shiftUs; l += r.shiftUs
$firstSeenUs[s] = f; $lastSeenUs[s] = l
if (!(f <= l && f >= r.earliestUs && l <= r.latestUs)) r.oddTimes(b, s)
} }`)
  }
  const hasIcmp = tells.has("icmp") || tells.has("icmp6") || tells.has("icmpType") || tells.has("icmpType6")
  if (tells.has("ipProtocol") && (hasIcmp || tells.has("dstPort"))) code.push(`if ($ipProtocol[s] === 1 || $ipProtocol[s] === 58) r.finishIcmp(b, s, ${hasIcmp})`)
  if (["natSrc", "natDst", "natSrcPort", "natDstPort"].some((word) => tells.has(word))) code.push("r.finishNat(b, s)")
  if (tells.has("frame")) code.push("r.finishFrame(bytes, b, s)")
  return code.join("\n")
}

/** For items of lists: only what adds to the record that holds them. */
export function stepOfElement(key: number, length: number): Step | null {
  const code = targetOf(key)?.snippet(length === VARIABLE ? 0 : length)
  return code && isNestedCode(key, code) ? stepOf(code) : null
}

function isNestedCode(key: number, code: string): boolean {
  return code.startsWith("r.extra(") || code.startsWith("r.extraUnlessZero(") || enterpriseOf(key) === CERT
}

const stepsByCode = new Map<string, Step>()

/** There are as many as targets and lengths: a few hundred. */
function stepOf(code: string): Step {
  let step = stepsByCode.get(code)
  if (step === undefined) {
    // oxlint-disable-next-line typescript/no-implied-eval -- see above
    step = new Function("bytes", "view", "at", "len", "b", "s", "r", `"use strict"\n${code.replaceAll(COLUMN, "b.$1")}`) as Step
    stepsByCode.set(code, step)
  }
  return step
}
