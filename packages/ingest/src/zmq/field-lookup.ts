// Which field a key names: "8", "IPV4_SRC_ADDR", "0.8", "35632.118", 57590, or a label that a template message told.
// Inside, a standard field is its number and a private one 57472 + its offset.
import { labelsOnly, otherLabels, otherPrivateFields, otherStandardFields, PRIVATE_BASE, PRIVATE_ENTERPRISE, privateFields, standardFields } from "./field-numbers.ts"

/** Labels and names that template and option messages add. */
export const MAX_TOLD_NAMES = 4096
const MAX_NAME_CHARACTERS = 64
/** Beyond every number that a message can name. */
const FIRST_LABEL_CODE = 2 ** 33

const codeOfLabel = new Map<string, number>()
const labelOfCode = new Map<number, string>()
const handledStandard = new Set(standardFields.map(([id]) => id))
const handledPrivate = new Set(privateFields.map(([offset]) => offset))
for (const [id, label] of [...standardFields, ...otherStandardFields]) register(id, label)
for (const [offset, label] of [...privateFields, ...otherPrivateFields]) register(PRIVATE_BASE + offset, label)
for (const [i, label] of labelsOnly.entries()) register(FIRST_LABEL_CODE + i, label)
for (const [label, sameAs] of otherLabels) codeOfLabel.set(label, codeOf(sameAs))

function register(code: number, label: string): void {
  if (!codeOfLabel.has(label)) codeOfLabel.set(label, code)
  if (!labelOfCode.has(code)) labelOfCode.set(code, label)
}

/** For constants in code; a typo fails when the module loads. */
export function codeOf(label: string): number {
  const code = codeOfLabel.get(label)
  if (code === undefined) throw new Error(`no field ${label} in zmq/field-numbers.ts`)
  return code
}

/** What a writer puts in the place of a label; undefined: it has no number. */
export function numberOfLabel(label: string): number | undefined {
  const code = codeOfLabel.get(label)
  return code === undefined || code >= FIRST_LABEL_CODE ? undefined : code
}

export class FieldLookup {
  private readonly toldCodes = new Map<string, number>()
  private readonly toldLabels = new Map<number, string>()

  /** Of a bare number: standard ones with a place in a flow first, then private ones, then standard ones known by name. */
  ofNumber(number: number): number {
    if (handledStandard.has(number) || number >= PRIVATE_BASE) return number
    return handledPrivate.has(number) || !labelOfCode.has(number) ? PRIVATE_BASE + number : number
  }

  /** -1: nobody knows it. */
  ofText(key: string): number {
    const known = codeOfLabel.get(key) ?? this.toldCodes.get(key)
    if (known !== undefined) return known
    const match = /^(?:(\d{1,10})\.)?(\d{1,5})$/.exec(key)
    if (match === null) return -1
    const number = Number(match[2])
    if (match[1] === undefined) return this.ofNumber(number)
    const enterprise = Number(match[1])
    if (enterprise === 0) return number
    return enterprise === PRIVATE_ENTERPRISE ? PRIVATE_BASE + number : -1
  }

  /** For people: its label, else "35632.n" or the number. */
  label(code: number): string {
    const known = labelOfCode.get(code) ?? this.toldLabels.get(code)
    if (known !== undefined) return known
    return code >= PRIVATE_BASE ? `${PRIVATE_ENTERPRISE}.${code - PRIVATE_BASE}` : String(code)
  }

  /** A template message's word. What is known here stays. */
  learn(enterprise: number, field: number, name: string): void {
    if (this.toldCodes.size >= MAX_TOLD_NAMES || name.length > MAX_NAME_CHARACTERS || !/^[\w.%-]+$/.test(name) || field < 0 || field > 0xffff) return
    const code = enterprise === PRIVATE_ENTERPRISE && field < PRIVATE_BASE ? PRIVATE_BASE + field : field
    if (!codeOfLabel.has(name)) this.toldCodes.set(name, code)
    if (!labelOfCode.has(code)) this.toldLabels.set(code, name)
  }
}
