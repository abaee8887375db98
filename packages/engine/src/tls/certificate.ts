// X.509 certificates, RFC 5280 section 4.1, as far as a monitor needs them: names, validity, SHA-1.
// Hostile input: bounded, tolerant (a certificate that a strict parser refuses is still worth showing), never throws.
import { hash } from "node:crypto"
import type { ByteWindow } from "../bytes/byte-window.ts"
import { moduleMemory } from "../bytes/remembered.ts"
import { cleanText, printable } from "../bytes/text.ts"

export interface Certificate {
  readonly issuer: string
  readonly subject: string
  readonly notBeforeMs: number | null
  readonly notAfterMs: number | null
  readonly subjectAltNames: readonly string[]
  /** The same as one text, "" = none. */
  readonly serverNames: string
  /** Lower-case hexadecimal. */
  readonly sha1: string
}

const SEQUENCE = 0x30
const SET = 0x31
const MAX_NAMES = 100
const MAX_RDNS = 40

/** Short names of attribute types (RFC 4519), by the last bytes of their OID. */
const attributeNames = new Map<string, string>([
  ["550403", "CN"], ["550404", "SN"], ["550405", "serialNumber"], ["550406", "C"], ["550407", "L"], ["550408", "ST"], ["550409", "STREET"],
  ["55040a", "O"], ["55040b", "OU"], ["55040c", "T"], ["55040f", "businessCategory"], ["550411", "postalCode"], ["55042a", "GN"],
  ["2a864886f70d010901", "emailAddress"], ["0992268993f22c640119", "DC"],
])
const SUBJECT_ALT_NAME_OID = 0x551d11

interface Element { tag: number; start: number; end: number }

/** Reads tag and length at `at`; start..end is the content, cut at `limit`. Null when there is none. */
function element(bytes: ByteWindow, at: number, limit: number): Element | null {
  if (at + 2 > limit) return null
  const tag = bytes.u8(at)
  let length = bytes.u8(at + 1)
  let start = at + 2
  if (length & 0x80) {
    const count = length & 0x7f
    if (count === 0 || count > 4 || start + count > limit) return null
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + bytes.u8(start + i)
    start += count
  }
  return { tag, start, end: Math.min(start + length, limit) }
}

const MAX_KNOWN = 2048
/** The same certificates come again and again: parsed once, known by their SHA-1. */
const known = moduleMemory<string, Certificate | null>(MAX_KNOWN)

export function parseCertificate(bytes: ByteWindow, at: number, length: number): Certificate | null {
  const limit = Math.min(at + length, bytes.length)
  const sha1 = hash("sha1", bytes.bytes.subarray(bytes.start + at, bytes.start + limit), "hex")
  const found = known.get(sha1)
  if (found !== undefined) return found
  const parsed = parseNew(bytes, at, limit, sha1)
  known.set(sha1, parsed)
  return parsed
}

function parseNew(bytes: ByteWindow, at: number, limit: number, sha1: string): Certificate | null {
  const outer = element(bytes, at, limit)
  if (!outer || outer.tag !== SEQUENCE) return null
  const body = element(bytes, outer.start, outer.end)
  if (!body || body.tag !== SEQUENCE) return null
  let next = body.start
  const take = () => {
    const found = element(bytes, next, body.end)
    if (found) next = found.end
    return found
  }
  let field = take()
  if (field?.tag === 0xa0) field = take() // version
  if (field?.tag !== 0x02) return null // serial number
  take() // signature algorithm
  const issuer = take()
  const validity = take()
  const subject = take()
  if (!issuer || !validity || !subject || issuer.tag !== SEQUENCE || subject.tag !== SEQUENCE) return null
  take() // public key
  const subjectAltNames: string[] = []
  for (let guard = 0; guard < 8; guard++) {
    const optional = take()
    if (!optional) break
    if (optional.tag === 0xa3) readAltNames(bytes, optional, subjectAltNames)
  }
  const from = element(bytes, validity.start, validity.end)
  const to = from && element(bytes, from.end, validity.end)
  return {
    issuer: nameText(bytes, issuer), subject: nameText(bytes, subject), subjectAltNames, serverNames: subjectAltNames.join(","),
    notBeforeMs: from ? timeMs(bytes, from) : null, notAfterMs: to ? timeMs(bytes, to) : null,
    sha1,
  }
}

/** "C=US, O=Example, CN=www.example.org", in the order of the certificate. */
function nameText(bytes: ByteWindow, name: Element): string {
  const parts: string[] = []
  for (let at = name.start; at < name.end && parts.length < MAX_RDNS;) {
    const set = element(bytes, at, name.end)
    if (!set || set.end <= at) break
    at = set.end
    const pair = set.tag === SET ? element(bytes, set.start, set.end) : null
    const type = pair && element(bytes, pair.start, pair.end)
    const value = type && pair && element(bytes, type.end, pair.end)
    if (!type || !value || type.tag !== 0x06) continue
    let oid = ""
    for (let i = type.start; i < type.end && i < type.start + 16; i++) oid += bytes.u8(i).toString(16).padStart(2, "0")
    const label = attributeNames.get(oid)
    if (label) parts.push(`${label}=${stringText(bytes, value)}`)
  }
  return parts.join(", ").slice(0, 512)
}

function stringText(bytes: ByteWindow, value: Element): string {
  if (value.tag !== 0x1e) return printable(bytes, value.start, value.end - value.start, 256)
  let text = "" // BMPString
  for (let i = value.start; i + 1 < value.end && text.length < 256; i += 2) text += String.fromCharCode(bytes.u16(i))
  return cleanText(text)
}

/** UTCTime YYMMDDHHMMSSZ (years 1950..2049) or GeneralizedTime YYYYMMDDHHMMSSZ. */
function timeMs(bytes: ByteWindow, time: Element): number | null {
  const text = bytes.latin1(time.start, Math.min(time.end - time.start, 20))
  const match = time.tag === 0x17 ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?/.exec(text) : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?/.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0))
  const fullYear = time.tag !== 0x17 ? year : year < 50 ? 2000 + year : 1900 + year
  return Date.UTC(fullYear, month - 1, day, hour, minute, second)
}

function readAltNames(bytes: ByteWindow, extensions: Element, names: string[]): void {
  const list = element(bytes, extensions.start, extensions.end)
  if (!list) return
  for (let at = list.start, guard = 0; at < list.end && guard < 64; guard++) {
    const one = element(bytes, at, list.end)
    if (!one) return
    at = one.end
    const oid = element(bytes, one.start, one.end)
    if (!oid || oid.end - oid.start !== 3 || bytes.u24(oid.start) !== SUBJECT_ALT_NAME_OID) continue
    let value = element(bytes, oid.end, one.end)
    if (value?.tag === 0x01) value = element(bytes, value.end, one.end) // critical
    const sequence = value && element(bytes, value.start, value.end)
    if (!sequence) return
    for (let i = sequence.start; i < sequence.end && names.length < MAX_NAMES;) {
      const name = element(bytes, i, sequence.end)
      if (!name) return
      i = name.end
      if (name.tag === 0x82 || name.tag === 0x81 || name.tag === 0x86) names.push(printable(bytes, name.start, name.end - name.start, 256))
      else if (name.tag === 0x87 && name.end - name.start === 4) names.push([0, 1, 2, 3].map((byte) => bytes.u8(name.start + byte)).join("."))
      else if (name.tag === 0x87 && name.end - name.start === 16) names.push([0, 2, 4, 6, 8, 10, 12, 14].map((byte) => bytes.u16(name.start + byte).toString(16)).join(":"))
    }
  }
}
