// Elements by key: what people and exports call them, and of which type they are.
import { elementKey, enterpriseOf, idOf, IANA, keyText, REVERSE } from "../element-key.ts"
import { enterpriseElements, enterpriseNames } from "./enterprise.ts"
import { ianaElements } from "./iana.ts"

export type ElementType = "u8" | "u16" | "u32" | "u64" | "i32" | "i64" | "f32" | "f64" | "b" | "mac" | "s" | "o" | "ip4" | "ip6" | "ts" | "tms" | "tus" | "tns" | "list"

export interface Element {
  readonly key: number
  readonly name: string
  /** Null = not known. */
  readonly type: ElementType | null
  /** One letter, see iana.ts. */
  readonly semantics: string
}

/** Bytes of a value that is not shortened; 0 = any. */
export const bytesOfType: Readonly<Record<ElementType, number>> = {
  u8: 1, u16: 2, u32: 4, u64: 8, i32: 4, i64: 8, f32: 4, f64: 8, b: 1, mac: 6, s: 0, o: 0, ip4: 4, ip6: 16, ts: 4, tms: 8, tus: 8, tns: 8, list: 0,
}

const elements = new Map<number, Element>()

function read(enterprise: number, lines: string): void {
  for (const line of lines.trim().split("\n")) {
    const [id, name, type, semantics] = line.split(" ")
    const key = elementKey(enterprise, Number(id))
    elements.set(key, { key, name, type: (type as ElementType | undefined) ?? null, semantics: semantics ?? "-" }) // our own table; its test checks the words
  }
}

read(IANA, ianaElements)
for (const [enterprise, lines] of enterpriseElements) read(enterprise, lines)
/** Scope types of NetFlow v9 (RFC 3954 section 6.1), under the pseudo enterprise of template.ts. */
const V9_SCOPE = 0xfffffffe
read(V9_SCOPE, "1 scopeSystem\n2 scopeInterface\n3 scopeLineCard\n4 scopeCache\n5 scopeTemplate")

export const allElements: ReadonlyMap<number, Element> = elements

/** "sourceIPv4Address", "reverse octetDeltaCount", "Cisco 9.4711"; for templates shown to people. */
export function describeElement(key: number): string {
  const enterprise = enterpriseOf(key)
  if (enterprise === REVERSE) return `reverse ${describeElement(idOf(key))}`
  const element = elements.get(key)
  if (element !== undefined) return element.name
  const vendor = enterpriseNames[enterprise]
  return vendor === undefined || enterprise === IANA ? keyText(key) : `${vendor} ${idOf(key)}`
}

/** Key in `extras.unknown`: its name, or "pen.id". */
export function unknownName(key: number): string {
  if (enterpriseOf(key) === REVERSE) return `reverse ${unknownName(idOf(key))}`
  return elements.get(key)?.name ?? keyText(key)
}
