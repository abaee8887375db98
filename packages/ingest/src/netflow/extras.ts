// Fields that become memory: texts, typed records for the flow's metadata, lists. One handler per kind; templates without such fields
// never come here. Every text passes `printableBytes` and is bounded.
import { formatIpv4 } from "@netweir/engine/addresses/ip-text.ts"
import { normaliseHostname, printableBytes } from "@netweir/engine/bytes/text.ts"
import type { RecordBlock, RecordExtras } from "@netweir/engine/records/record-block.ts"
import type { RecordContext } from "./record-context.ts"

export type ExtraHandler = (context: RecordContext, bytes: Uint8Array, at: number, length: number, block: RecordBlock, slot: number) => void

const MAX_TEXT_BYTES = 512
const MAX_LIST = 16
export const MAX_UNKNOWN = 16
const MAX_UNKNOWN_BYTES = 128

/** Found by number from generated code. */
export const extraHandlers: ExtraHandler[] = []

/** Its number. */
export function addHandler(handler: ExtraHandler): number {
  extraHandlers.push(handler)
  return extraHandlers.length - 1
}

export function extrasOf(block: RecordBlock, slot: number): RecordExtras {
  return (block.extras[slot] ??= {})
}

export function metadataOf(block: RecordBlock, slot: number, record: string): Record<string, unknown> {
  const extras = extrasOf(block, slot)
  return ((extras.metadata ??= {})[record] ??= {})
}

/** Fixed-length texts are padded with zeros. */
export function textOf(bytes: Uint8Array, at: number, length: number, maxBytes = MAX_TEXT_BYTES): string {
  let end = at + Math.min(length, maxBytes)
  const zero = bytes.subarray(at, end).indexOf(0)
  if (zero >= 0) end = at + zero
  return printableBytes(bytes, at, end - at).trim()
}

export function uintOf(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let i = at; i < at + Math.min(length, 8); i++) value = value * 256 + bytes[i]
  return value
}

export function hexOf(bytes: Uint8Array, at: number, length: number): string {
  let text = ""
  for (let i = at; i < at + length; i++) text += bytes[i].toString(16).padStart(2, "0")
  return text
}

/** A text of a metadata record: `text("http", "url")`. */
export function text(record: string, field: string): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    const value = textOf(bytes, at, length)
    if (value !== "") metadataOf(block, slot, record)[field] = value
  })
}

export function number(record: string, field: string): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    if (length > 0 && length <= 8) metadataOf(block, slot, record)[field] = uintOf(bytes, at, length)
  })
}

/** A number, or digits: some exporters send the status of an answer as text. */
export function numberOrText(record: string, field: string): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    const value = textOf(bytes, at, length)
    if (length > 2 && /^\d{1,10}$/.test(value)) metadataOf(block, slot, record)[field] = Number(value)
    else if (length > 0 && length <= 4) metadataOf(block, slot, record)[field] = uintOf(bytes, at, length)
  })
}

/** A number that stands for a word. */
export function word(record: string, field: string, words: Readonly<Record<number, string>>): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    const value = uintOf(bytes, at, length)
    metadataOf(block, slot, record)[field] = words[value] ?? String(value)
  })
}

export function hex(record: string, field: string): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    if (length > 0) metadataOf(block, slot, record)[field] = hexOf(bytes, at, Math.min(length, 32))
  })
}

export function addressV4(record: string, field: string): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    if (length === 4) metadataOf(block, slot, record)[field] = formatIpv4(uintOf(bytes, at, 4))
  })
}

/** A host name that the client asked for; also kept under its protocol. The first that is told stays. */
export function hostname(record: string, field: string): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    const value = textOf(bytes, at, length, 256)
    if (value === "") return
    metadataOf(block, slot, record)[field] = value
    extrasOf(block, slot).hostname ??= normaliseHostname(value)
  })
}

/** A number of RecordExtras, `perUnit` of it per unit sent. */
export function measure(field: "clientRttUs" | "serverRttUs" | "appLatencyUs" | "retransmissions" | "reverseRetransmissions" | "outOfOrder" | "reverseOutOfOrder" | "lost" | "reverseLost", perUnit = 1): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    if (length > 0 && length <= 8) extrasOf(block, slot)[field] = uintOf(bytes, at, length) * perUnit
  })
}

/** Names of the two ends. */
export function endName(field: "srcName" | "dstName"): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    const value = textOf(bytes, at, length)
    if (value !== "") extrasOf(block, slot)[field] = value
  })
}

export function ja4(): number {
  return addHandler((_, bytes, at, length, block, slot) => {
    const value = textOf(bytes, at, length, 64)
    if (value !== "") extrasOf(block, slot).ja4 = value
  })
}

/** IPFIX 70-79: 20 bits of label, 3 of class, 1 of bottom of stack. */
export const mplsLabel = addHandler((_, bytes, at, length, block, slot) => {
  if (length !== 3 && length !== 4) return
  const label = uintOf(bytes, at + length - 3, 3) >>> 4
  const mpls = metadataOf(block, slot, "mpls")
  const labels = (mpls.labels ??= []) as number[] // only ever set here
  if (labels.length < MAX_LIST) labels.push(label)
})

/** For elements that nobody here knows. The key of field `index` is in the context. */
export function keepUnknown(block: RecordBlock, slot: number, name: string, bytes: Uint8Array, at: number, length: number): void {
  const unknown = (extrasOf(block, slot).unknown ??= {})
  if (!(name in unknown) && Object.keys(unknown).length >= MAX_UNKNOWN) return
  unknown[name] = length <= 6 ? uintOf(bytes, at, length) : looksLikeText(bytes, at, length) ? textOf(bytes, at, length, MAX_UNKNOWN_BYTES) : hexOf(bytes, at, Math.min(length, MAX_UNKNOWN_BYTES / 2))
}

function looksLikeText(bytes: Uint8Array, at: number, length: number): boolean {
  let end = at + Math.min(length, MAX_UNKNOWN_BYTES)
  while (end > at && bytes[end - 1] === 0) end--
  for (let i = at; i < end; i++) if (bytes[i] < 0x20 || bytes[i] === 0x7f) return false
  return end > at
}
