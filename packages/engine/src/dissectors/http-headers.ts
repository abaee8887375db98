// Which header a line is: known by a hash of its name over the bytes, so that a message costs no string per header.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { suspiciousHeaders } from "../risks/http-risks.ts"

export const HOST = 1
export const USER_AGENT = 2
export const REFERER = 3
export const AUTHORIZATION = 4
export const CONTENT_TYPE = 5
export const CONTENT_LENGTH = 6
export const SERVER = 7
export const NEXT_HOP = 8
export const UPGRADE = 9
export const CONTENT_DISPOSITION = 10
export const SOAP_ACTION = 11
export const LOCATION = 12
export const VIA = 13
/** Only WebDAV sends it (RFC 4918 section 10.2). */
export const DEPTH = 15
/** One of `suspiciousHeaders`. */
export const SUSPICIOUS = 14

const numbers: readonly (readonly [name: string, number: number])[] = [
  ["host", HOST], ["user-agent", USER_AGENT], ["referer", REFERER], ["authorization", AUTHORIZATION], ["proxy-authorization", AUTHORIZATION],
  ["content-type", CONTENT_TYPE], ["content-length", CONTENT_LENGTH], ["server", SERVER], ["x-forwarded-for", NEXT_HOP], ["forwarded", NEXT_HOP],
  ["upgrade", UPGRADE], ["content-disposition", CONTENT_DISPOSITION], ["soapaction", SOAP_ACTION], ["location", LOCATION], ["via", VIA], ["depth", DEPTH],
  ...Array.from(suspiciousHeaders, (name) => [name, SUSPICIOUS] as const),
]

interface Known { readonly name: Uint8Array; readonly number: number; readonly next: Known | null }
const SLOTS = 256
const slots: (Known | null)[] = new Array<Known | null>(SLOTS).fill(null)
for (const [text, number] of numbers) {
  const name = ascii(text)
  const slot = hashOf(name, 0, name.length)
  slots[slot] = { name, number, next: slots[slot] }
}

/** ASCII letters count without case. */
function hashOf(bytes: Uint8Array, start: number, length: number): number {
  let hash = length
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (bytes[start + i] | 0x20), 0x01000193)
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1)
}

/** The header whose name stands at [at, end), blanks around it apart; 0 = none that we read. */
export function headerNumber(stream: ByteWindow, at: number, end: number): number {
  while (at < end && stream.u8(at) <= 0x20) at++
  while (end > at && stream.u8(end - 1) <= 0x20) end--
  for (let known = slots[hashOf(stream.bytes, stream.start + at, end - at)]; known !== null; known = known.next) {
    if (known.name.length === end - at && stream.hasNoCase(at, known.name)) return known.number
  }
  return 0
}
