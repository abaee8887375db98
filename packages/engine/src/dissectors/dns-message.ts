// DNS messages, RFC 1035 section 4: shared by DNS, mDNS, LLMNR and the NetBIOS name service.
//   0      2       4        6        8        10       12
//   | id   | flags | qdcount| ancount| nscount| arcount| questions, answers, authority, additional ...
// Names are labels or pointers to earlier names; every walk is bounded, as pointers can form loops.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { latin1 } from "../bytes/latin1.ts"
import { cleanText, printable } from "../bytes/text.ts"
import { formatIp, formatIpv4, parseIp } from "../addresses/ip-text.ts"

export const HEADER_BYTES = 12
const MAX_LABELS = 128
const MAX_POINTERS = 16
const MAX_NAME_CHARACTERS = 255
/** Records looked at per message. */
const MAX_RECORDS = 64

export const TYPE_A = 1
export const TYPE_NS = 2
export const TYPE_CNAME = 5
export const TYPE_SOA = 6
export const TYPE_PTR = 12
export const TYPE_MX = 15
export const TYPE_TXT = 16
export const TYPE_AAAA = 28
export const TYPE_SRV = 33
const TYPE_OPT = 41

const typeNames: Readonly<Record<number, string>> = {
  1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 10: "NULL", 11: "WKS", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 17: "RP", 18: "AFSDB",
  24: "SIG", 25: "KEY", 28: "AAAA", 29: "LOC", 32: "NB", 33: "SRV", 35: "NAPTR", 36: "KX", 37: "CERT", 39: "DNAME", 41: "OPT", 42: "APL",
  43: "DS", 44: "SSHFP", 45: "IPSECKEY", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 49: "DHCID", 50: "NSEC3", 51: "NSEC3PARAM", 52: "TLSA",
  53: "SMIMEA", 55: "HIP", 59: "CDS", 60: "CDNSKEY", 61: "OPENPGPKEY", 62: "CSYNC", 63: "ZONEMD", 64: "SVCB", 65: "HTTPS", 99: "SPF",
  108: "EUI48", 109: "EUI64", 249: "TKEY", 250: "TSIG", 251: "IXFR", 252: "AXFR", 253: "MAILB", 255: "ANY", 256: "URI", 257: "CAA",
  32768: "TA", 32769: "DLV",
}
const replyCodes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE"]

export function typeName(type: number): string {
  return typeNames[type] ?? `TYPE${type}` // RFC 3597 section 5
}
export function isKnownType(type: number): boolean {
  return typeNames[type] !== undefined
}
export function replyCodeName(code: number): string {
  return replyCodes[code] ?? `RCODE${code}`
}

/** Where the name at `at` ends, or -1 when it is none. Allocates nothing. */
export function skipName(window: ByteWindow, at: number): number {
  for (let labels = 0; labels < MAX_LABELS; labels++) {
    if (at >= window.length) return -1
    const length = window.u8(at)
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2 <= window.length ? at + 2 : -1
    if (length > 63) return -1
    at += 1 + length
  }
  return -1
}

/** Text of a name is gathered here, so that it becomes a string once. */
const letters = new Uint8Array(MAX_NAME_CHARACTERS + 64)
const DOT = 0x2e

/** The name at `at`, `base` being where the message starts. Labels are separated by "."; "" is the root. */
export function readName(window: ByteWindow, at: number, base = 0): string {
  const first = at
  let characters = 0
  let pointers = 0
  for (let labels = 0; labels < MAX_LABELS && characters < MAX_NAME_CHARACTERS; labels++) {
    const length = window.u8(at)
    if (length === 0) break
    if (length >= 0xc0) {
      if (++pointers > MAX_POINTERS) break
      at = base + (((length & 0x3f) << 8) | window.u8(at + 1))
      continue
    }
    if (length > 63) break
    if (characters > 0) letters[characters++] = DOT
    const end = Math.min(at + 1 + length, window.length)
    for (let i = at + 1; i < end; i++) {
      const byte = window.bytes[window.start + i]
      if (byte < 0x20 || byte > 0x7e) return readOddName(window, first, base)
      letters[characters++] = byte
    }
    at += 1 + length
  }
  return latin1(letters, 0, characters)
}

/** The same, label by label: multicast DNS names are UTF-8 (RFC 6762 section 16); bytes of the classic DNS that are not shown as "?". */
function readOddName(window: ByteWindow, at: number, base: number): string {
  let name = ""
  let pointers = 0
  for (let labels = 0; labels < MAX_LABELS && name.length < MAX_NAME_CHARACTERS; labels++) {
    const length = window.u8(at)
    if (length === 0) break
    if (length >= 0xc0) {
      if (++pointers > MAX_POINTERS) break
      at = base + (((length & 0x3f) << 8) | window.u8(at + 1))
      continue
    }
    if (length > 63) break
    const label = printable(window, at + 1, length)
    name = name === "" ? label : `${name}.${label}`
    at += 1 + length
  }
  return name
}

export interface DnsAnswer {
  readonly name: string
  readonly type: number
  readonly recordClass: number
  readonly ttl: number
  /** Presentation form of the data, "" when we don't show this type. */
  readonly text: string
}

export interface DnsMessage {
  readonly id: number
  readonly isReply: boolean
  readonly opcode: number
  readonly replyCode: number
  readonly questionCount: number
  readonly answerCount: number
  readonly authorityCount: number
  readonly additionalCount: number
  readonly question: string
  readonly questionType: number
  readonly answers: readonly DnsAnswer[]
  readonly additional: readonly DnsAnswer[]
  /** A count or length leads behind the end of the message. */
  readonly isBroken: boolean
  readonly hasZeroTtl: boolean
  /** Payload size that its OPT record announces (RFC 6891 section 6.2.3), 0 = no such record. */
  readonly announcedBytes: number
}

/** Reads what is there; a cut or malformed message gives what came before. `base`: offset of the header. */
export function readMessage(window: ByteWindow, base = 0): DnsMessage {
  const flags = window.u16(base + 2)
  const questionCount = window.u16(base + 4)
  const answerCount = window.u16(base + 6)
  const authorityCount = window.u16(base + 8)
  const additionalCount = window.u16(base + 10)
  let question = ""
  let questionType = 0
  let at = base + HEADER_BYTES
  for (let i = 0; i < Math.min(questionCount, MAX_RECORDS) && at >= 0; i++) {
    const end = skipName(window, at)
    if (i === 0) {
      question = readName(window, at, base)
      if (end >= 0) questionType = window.u16(end)
    }
    at = end < 0 ? -1 : end + 4
  }
  const answers: DnsAnswer[] = []
  const additional: DnsAnswer[] = []
  at = readRecords(window, base, at, answerCount, answers)
  at = readRecords(window, base, at, authorityCount, null)
  at = readRecords(window, base, at, additionalCount, additional)
  const opt = additional.find(({ type }) => type === TYPE_OPT)
  return {
    id: window.u16(base), isReply: (flags & 0x8000) !== 0, opcode: (flags >> 11) & 15, replyCode: flags & 15,
    questionCount, answerCount, authorityCount, additionalCount, question, questionType, answers, additional,
    isBroken: at < 0, hasZeroTtl: answers.some(({ ttl }) => ttl === 0), announcedBytes: opt?.recordClass ?? 0,
  }
}

/** Reads `count` records at `at` into `into` (null: only steps over them); answers where they end, -1 when broken. */
function readRecords(window: ByteWindow, base: number, at: number, count: number, into: DnsAnswer[] | null): number {
  for (let i = 0; i < Math.min(count, MAX_RECORDS); i++) {
    if (at < 0) return -1
    const fixed = skipName(window, at)
    if (fixed < 0 || fixed + 10 > window.length) return -1
    const dataBytes = window.u16(fixed + 8)
    if (into !== null) {
      const type = window.u16(fixed)
      into.push({ name: readName(window, at, base), type, recordClass: window.u16(fixed + 2), ttl: window.u32(fixed + 4), text: dataText(window, base, type, fixed + 10, dataBytes) })
    }
    at = fixed + 10 + dataBytes
    if (at > window.length) return -1
  }
  return at
}

const words = new Uint32Array(4)

function dataText(window: ByteWindow, base: number, type: number, at: number, length: number): string {
  if (at + length > window.length) return ""
  switch (type) {
    case TYPE_A:
      return length === 4 ? formatIpv4(window.u32(at)) : ""
    case TYPE_AAAA:
      if (length !== 16) return ""
      for (let i = 0; i < 4; i++) words[i] = window.u32(at + 4 * i)
      return formatIp(words, 0)
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
    case TYPE_SOA:
      return readName(window, at, base)
    case TYPE_MX:
      return `${window.u16(at)} ${readName(window, at + 2, base)}`
    case TYPE_SRV:
      return `${readName(window, at + 6, base)}:${window.u16(at + 4)}`
    case TYPE_TXT:
      return printable(window, at + 1, Math.min(window.u8(at), length - 1))
    default:
      return ""
  }
}

/** The address that a name like "4.3.2.1.in-addr.arpa" asks about, or null (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function addressOfReverseName(name: string): string | null {
  const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/i.exec(name)
  if (ipv4) return `${ipv4[4]}.${ipv4[3]}.${ipv4[2]}.${ipv4[1]}`
  const ipv6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/i.exec(name)
  if (!ipv6) return null
  const digits = ipv6[1].replaceAll(".", "").split("").toReversed().join("")
  return parseIp(digits.replace(/(....)(?=.)/g, "$1:"), words) ? formatIp(words, 0) : null
}

/** One answer as people read it. */
export function answerText(answer: DnsAnswer): string {
  return cleanText(answer.text === "" ? typeName(answer.type) : answer.text)
}
