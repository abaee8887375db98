// ClientHello, RFC 8446 section 4.1.2 (and RFC 5246 7.4.1.2, RFC 6347 for DTLS), with JA3 and JA4 fingerprints.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { cachedHash } from "../bytes/text-hash.ts"
import { printable } from "../bytes/text.ts"
import { beginSignature, mix, signature } from "./hello-signature.ts"
import { tlsVersionName } from "./versions.ts"

const md5 = cachedHash("md5", 32)
const shortSha256 = cachedHash("sha256", 12)
const MAX_LIST = 512
const SERVER_NAME = 0
const SUPPORTED_GROUPS = 10
const POINT_FORMATS = 11
const SIGNATURE_ALGORITHMS = 13
const ALPN = 16
const SUPPORTED_VERSIONS = 43
const QUIC_PARAMETERS = 57
const QUIC_PARAMETERS_DRAFT = 0xffa5
const ESNI = 0xffce
const PADDING = 21
/** RFC 7685 pads to 512 bytes; more hides something. */
export const MAX_PADDING_BYTES = 500
const ENCRYPTED_CLIENT_HELLO = 0xfe0d

export interface ClientHello {
  readonly legacyVersion: number
  readonly cipherSuites: readonly number[]
  readonly extensions: readonly number[]
  readonly paddingBytes: number
  readonly groups: readonly number[]
  readonly pointFormats: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  readonly supportedVersions: readonly number[]
  readonly serverName: string | null
  readonly alpn: readonly string[]
  /** First and last byte of the first ALPN name, for JA4. */
  readonly alpnEnds: string
  readonly echVersion: number | null
  readonly esni: { readonly cipherSuite: number; readonly data: string } | null
  /** Of the QUIC transport parameters (RFC 9000 section 18) that Google's clients send. */
  readonly quicUserAgent: string | null
  /** The message was cut: lists may be short and fingerprints wrong. */
  readonly isCut: boolean
}

/**
 * What repeats in the hellos of one client program: everything but random, session id, names, key shares, tickets, padding.
 * Two hellos with one signature have the same fingerprints. `scan` fills it without allocating.
 */
export class HelloScan {
  /** 52 bits; NaN when the hello is cut or has something that is always read in full. */
  signature = NaN
  serverNameAt = 0
  serverNameBytes = 0
  quicParametersAt = 0
  quicParametersBytes = 0
}

export function scanClientHello(bytes: ByteWindow, at: number, length: number, carrier: "tcp" | "quic" | "dtls", scan: HelloScan): void {
  scan.signature = NaN
  scan.serverNameAt = scan.serverNameBytes = scan.quicParametersAt = scan.quicParametersBytes = 0
  const end = at + length
  if (end > bytes.length || length < 38) return
  beginSignature(carrier === "tcp" ? 1 : carrier === "quic" ? 2 : 3)
  mix(bytes.u16(at))
  let next = at + 2 + 32
  next += 1 + bytes.u8(next)
  if (carrier === "dtls") next += 1 + bytes.u8(next)
  const suitesEnd = next + 2 + bytes.u16(next)
  if (suitesEnd > end) return
  for (let i = next + 2; i + 1 < suitesEnd; i += 2) mixWord(bytes.u16(i))
  next = suitesEnd
  next += 1 + bytes.u8(next)
  if (next + 2 > end || next + 2 + bytes.u16(next) > end) return
  const extensionsEnd = next + 2 + bytes.u16(next)
  next += 2
  for (let count = 0; next + 4 <= extensionsEnd; count++) {
    const type = bytes.u16(next)
    const body = next + 4
    const bodyEnd = body + bytes.u16(next + 2)
    if (bodyEnd > extensionsEnd || count >= MAX_LIST || type === ESNI || (type === PADDING && bodyEnd - body > MAX_PADDING_BYTES)) return
    mixWord(type)
    switch (type) {
      case SERVER_NAME:
        if (bytes.u8(body + 2) === 0 && bodyEnd - body > 5) {
          scan.serverNameAt = body + 5
          scan.serverNameBytes = Math.min(bytes.u16(body + 3), bodyEnd - body - 5)
        }
        mix(scan.serverNameBytes > 0 ? 1 : 0)
        break
      case SUPPORTED_GROUPS:
      case SIGNATURE_ALGORITHMS:
        mix(bytes.u16(body))
        for (let i = body + 2; i + 1 < bodyEnd; i += 2) mixWord(bytes.u16(i))
        break
      case SUPPORTED_VERSIONS:
        mix(bytes.u8(body))
        for (let i = body + 1; i + 1 < bodyEnd; i += 2) mix(isGrease(bytes.u16(i)) ? 0x0a0a : bytes.u16(i))
        break
      case POINT_FORMATS:
      case ALPN:
        for (let i = body; i < bodyEnd; i++) mix(bytes.u8(i))
        break
      case QUIC_PARAMETERS:
      case QUIC_PARAMETERS_DRAFT:
        scan.quicParametersAt = body
        scan.quicParametersBytes = bodyEnd - body
    }
    mix(0x10000)
    next = bodyEnd
  }
  scan.signature = signature()
}
function mixWord(value: number): void {
  if (!isGrease(value)) mix(value)
}

/** The user agent out of QUIC transport parameters (RFC 9000 section 18) that `scanClientHello` found. */
export function quicUserAgent(bytes: ByteWindow, at: number, length: number): string | null {
  return quicParameterText(bytes, at, at + length)
}

/** GREASE values, RFC 8701: 0x0a0a, 0x1a1a, ... */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

/** Reads the body of a ClientHello (behind the 4-byte handshake header) at [at, at + length). Null when it is none. */
export function parseClientHello(bytes: ByteWindow, at: number, length: number, isDatagram: boolean): ClientHello | null {
  const end = Math.min(at + length, bytes.length)
  if (end - at < 38) return null
  const legacyVersion = bytes.u16(at)
  let next = at + 2 + 32
  next += 1 + bytes.u8(next) // session id
  if (isDatagram) next += 1 + bytes.u8(next) // cookie
  const suitesBytes = bytes.u16(next)
  if (next + 2 > end || suitesBytes % 2 !== 0) return null
  const cipherSuites = u16List(bytes, next + 2, Math.min(suitesBytes, end - next - 2))
  next += 2 + suitesBytes
  next += 1 + bytes.u8(next) // compression methods
  const extensions: number[] = []
  let groups: number[] = []
  let pointFormats: number[] = []
  let signatureAlgorithms: number[] = []
  let supportedVersions: number[] = []
  const alpn: string[] = []
  let alpnEnds = "00"
  let serverName: string | null = null
  let echVersion: number | null = null
  let esni: ClientHello["esni"] = null
  let quicUserAgent: string | null = null
  let paddingBytes = 0
  let isCut = at + length > bytes.length || next > end
  if (next + 2 <= end) {
    const declaredEnd = next + 2 + bytes.u16(next)
    if (declaredEnd > end) isCut = true
    const extensionsEnd = Math.min(declaredEnd, end)
    next += 2
    while (next + 4 <= extensionsEnd && extensions.length < MAX_LIST) {
      const type = bytes.u16(next)
      const size = bytes.u16(next + 2)
      const body = next + 4
      const bodyEnd = Math.min(body + size, extensionsEnd)
      extensions.push(type)
      switch (type) {
        case SERVER_NAME:
          // list length, type 0 = host_name, name length
          if (bytes.u8(body + 2) === 0 && size > 5) serverName = printable(bytes, body + 5, Math.min(bytes.u16(body + 3), bodyEnd - body - 5), 256)
          break
        case SUPPORTED_GROUPS:
          groups = u16List(bytes, body + 2, Math.min(bytes.u16(body), bodyEnd - body - 2))
          break
        case POINT_FORMATS:
          pointFormats = u8List(bytes, body + 1, Math.min(bytes.u8(body), bodyEnd - body - 1))
          break
        case SIGNATURE_ALGORITHMS:
          signatureAlgorithms = u16List(bytes, body + 2, Math.min(bytes.u16(body), bodyEnd - body - 2))
          break
        case SUPPORTED_VERSIONS:
          supportedVersions = u16List(bytes, body + 1, Math.min(bytes.u8(body), bodyEnd - body - 1))
          break
        case ALPN:
          for (let i = body + 2; i < bodyEnd && alpn.length < 32; i += 1 + bytes.u8(i)) {
            const nameBytes = bytes.u8(i)
            if (alpn.length === 0 && nameBytes > 0) alpnEnds = ja4Ends(bytes.u8(i + 1), bytes.u8(i + nameBytes))
            alpn.push(printable(bytes, i + 1, Math.min(nameBytes, bodyEnd - i - 1), 64))
          }
          break
        case PADDING:
          paddingBytes = size
          break
        case ENCRYPTED_CLIENT_HELLO:
          echVersion = type
          break
        case ESNI: {
          const recordDigest = body + 2 + 2 + 2 + bytes.u16(body + 4)
          const dataAt = recordDigest + 2 + bytes.u16(recordDigest)
          esni = { cipherSuite: bytes.u16(body), data: hexText(bytes, dataAt + 2, Math.min(bytes.u16(dataAt), bodyEnd - dataAt - 2)) }
          break
        }
        case QUIC_PARAMETERS:
        case QUIC_PARAMETERS_DRAFT:
          quicUserAgent = quicParameterText(bytes, body, bodyEnd)
          break
      }
      next = body + size
    }
  }
  return { legacyVersion, cipherSuites, extensions, groups, pointFormats, signatureAlgorithms, supportedVersions, serverName, alpn, alpnEnds, echVersion, esni, quicUserAgent, paddingBytes, isCut }
}

function u16List(bytes: ByteWindow, at: number, size: number): number[] {
  const list: number[] = []
  for (let i = 0; i + 1 < size && list.length < MAX_LIST; i += 2) list.push(bytes.u16(at + i))
  return list
}
function u8List(bytes: ByteWindow, at: number, size: number): number[] {
  const list: number[] = []
  for (let i = 0; i < size && list.length < MAX_LIST; i++) list.push(bytes.u8(at + i))
  return list
}
function hexText(bytes: ByteWindow, at: number, size: number): string {
  let text = ""
  for (let i = 0; i < size && i < 1024; i++) text += bytes.u8(at + i).toString(16).padStart(2, "0")
  return text.toUpperCase()
}

/** google_connection_options' neighbour 0x3129: user agent, as Chrome's QUIC sends it. */
const GOOGLE_USER_AGENT = 0x3129
function quicParameterText(bytes: ByteWindow, at: number, end: number): string | null {
  for (let guard = 0; guard < 64 && at < end; guard++) {
    const id = variableInteger(bytes, at)
    at += variableIntegerBytes(bytes, at)
    const size = variableInteger(bytes, at)
    at += variableIntegerBytes(bytes, at)
    if (size > end - at) return null
    if (id === GOOGLE_USER_AGENT) return printable(bytes, at, size, 256)
    at += size
  }
  return null
}
/** RFC 9000 section 16. */
export function variableIntegerBytes(bytes: ByteWindow, at: number): number {
  return 1 << (bytes.u8(at) >> 6)
}
export function variableInteger(bytes: ByteWindow, at: number): number {
  switch (bytes.u8(at) >> 6) {
    case 0: return bytes.u8(at) & 0x3f
    case 1: return bytes.u16(at) & 0x3fff
    case 2: return bytes.u32(at) & 0x3fffffff
    default: return (bytes.u32(at) & 0x3fffffff) * 4294967296 + bytes.u32(at + 4)
  }
}

function ja4Ends(first: number, last: number): string {
  const isAlphanumeric = (byte: number) => (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last)
  return (first >> 4).toString(16) + (last & 15).toString(16)
}

/** JA3: MD5 of version, suites, extensions, groups, point formats, without GREASE. */
export function ja3(hello: ClientHello): string {
  const list = (values: readonly number[]) => values.filter((value) => !isGrease(value)).join("-")
  const text = `${hello.legacyVersion},${list(hello.cipherSuites)},${list(hello.extensions)},${list(hello.groups)},${hello.pointFormats.join("-")}`
  return md5(text)
}

const ja4Versions: Readonly<Record<number, string>> = {
  0x0304: "13", 0x0303: "12", 0x0302: "11", 0x0301: "10", 0x0300: "s3", 0x0002: "s2", 0xfefc: "d3", 0xfefd: "d2", 0xfeff: "d1",
}

/** JA4 (FoxIO's public description): what a client offers, sorted, so that shuffled extensions look the same. */
export function ja4(hello: ClientHello, transport: "tcp" | "quic" | "dtls"): string {
  const suites = hello.cipherSuites.filter((value) => !isGrease(value))
  const extensions = hello.extensions.filter((value) => !isGrease(value))
  const offered = hello.supportedVersions.filter((value) => !isGrease(value))
  const version = offered.length > 0 ? Math.max(...offered) : hello.legacyVersion
  const word = (value: number) => value.toString(16).padStart(4, "0")
  const count = (values: readonly number[]) => String(Math.min(99, values.length)).padStart(2, "0")
  const prefix = (transport === "tcp" ? "t" : transport === "quic" ? "q" : "d") + (ja4Versions[version] ?? "00")
    + (hello.extensions.includes(SERVER_NAME) ? "d" : "i") + count(suites) + count(extensions) + hello.alpnEnds
  const sorted = extensions.filter((value) => value !== SERVER_NAME && value !== ALPN).map(word).sort().join(",")
  const signatures = hello.signatureAlgorithms.filter((value) => !isGrease(value)).map(word).join(",")
  return `${prefix}_${shortSha256(suites.map(word).sort().join(","))}_${shortSha256(signatures ? `${sorted}_${signatures}` : sorted)}`
}

/** "TLSv1.3,TLSv1.2": what the client offers, in its order. */
export function supportedVersionNames(hello: ClientHello): string {
  return hello.supportedVersions.map((version) => (isGrease(version) ? "GREASE" : tlsVersionName(version))).join(",")
}
