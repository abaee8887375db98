// Handshake messages, whatever carries them (TLS records, DTLS records, QUIC CRYPTO frames): into the flow's metadata.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { tlsRecordOf } from "../inspect/metadata.ts"
import type { Inspection } from "../inspect/types.ts"
import { parseCertificate, type Certificate } from "./certificate.ts"
import { cipherSuiteName } from "./cipher-suites.ts"
import { oddExtension } from "./extensions.ts"
import { HelloScan, MAX_PADDING_BYTES, ja3, ja4, parseClientHello, quicUserAgent, scanClientHello, supportedVersionNames, type ClientHello } from "./client-hello.ts"
import { readServerHello } from "./server-hello.ts"
import { tlsVersionName } from "./versions.ts"

export const CLIENT_HELLO = 1
export const SERVER_HELLO = 2
export const CERTIFICATE = 11

export type Carrier = "tcp" | "quic" | "dtls"

/** What all hellos with one signature have in common. */
interface KnownHello {
  readonly ja3: string
  readonly ja4: string
  readonly offered: string
  readonly supportedVersions: string
  readonly alpn: string
  readonly echVersion: string
  /** What is odd about its extensions, "" = nothing. */
  readonly oddExtension: string
}
const knownHellos = new Map<number, KnownHello>()
const MAX_KNOWN_HELLOS = 4096
const scan = new HelloScan()

/** What a carrier wants to know of a hello beside the metadata. */
export interface TakenHello { readonly quicUserAgent: string | null }

/** Takes a ClientHello into the flow's metadata; null when it is none. */
export function takeClientHello(seen: Inspection, bytes: ByteWindow, at: number, length: number, carrier: Carrier): TakenHello | null {
  scanClientHello(bytes, at, length, carrier, scan)
  const key = scan.signature
  const known = knownHellos.get(key)
  if (known === undefined || Number.isNaN(key)) return takeNewHello(seen, bytes, at, length, carrier, key)
  applyHello(seen, known, scan.serverNameBytes > 0 ? printable(bytes, scan.serverNameAt, scan.serverNameBytes, 256) : null)
  return { quicUserAgent: scan.quicParametersBytes > 0 ? quicUserAgent(bytes, scan.quicParametersAt, scan.quicParametersBytes) : null }
}

function takeNewHello(seen: Inspection, bytes: ByteWindow, at: number, length: number, carrier: Carrier, key: number): TakenHello | null {
  const hello = parseClientHello(bytes, at, length, carrier === "dtls")
  if (!hello) {
    // Its lists are broken, its version stands before them.
    const record = tlsRecordOf(seen.metadata)
    if (at + 2 <= bytes.length) record.version ??= tlsVersionName(bytes.u16(at))
    return null
  }
  const facts: KnownHello = {
    // A fingerprint of half a hello would be somebody else's.
    ja3: hello.isCut ? "" : ja3(hello), ja4: hello.isCut ? "" : ja4(hello, carrier), offered: tlsVersionName(bestOffered(hello)),
    supportedVersions: supportedVersionNames(hello), alpn: hello.alpn.join(","), echVersion: hello.echVersion === null ? "" : `0x${hello.echVersion.toString(16)}`,
    oddExtension: oddExtension(hello),
  }
  if (!Number.isNaN(key)) {
    if (knownHellos.size >= MAX_KNOWN_HELLOS) knownHellos.clear()
    knownHellos.set(key, facts)
  }
  applyHello(seen, facts, hello.serverName)
  if (hello.paddingBytes > MAX_PADDING_BYTES) seen.risk("obfuscated_traffic", `${hello.paddingBytes} bytes of padding in the hello`)
  if (hello.esni) {
    const record = tlsRecordOf(seen.metadata)
    record.esni = hello.esni.data
    record.esniCipher = cipherSuiteName(hello.esni.cipherSuite)
  }
  return hello
}

function applyHello(seen: Inspection, facts: KnownHello, serverName: string | null): void {
  const record = tlsRecordOf(seen.metadata)
  if (facts.ja3 !== "") {
    record.ja3 = facts.ja3
    record.ja4 = facts.ja4
  }
  record.offered = facts.offered
  record.version ??= facts.offered
  if (facts.supportedVersions !== "") record.supportedVersions = facts.supportedVersions
  if (facts.alpn !== "") record.alpn = facts.alpn
  if (facts.oddExtension !== "") seen.risk("tls_suspicious_extension", facts.oddExtension)
  if (facts.echVersion !== "") {
    record.ech = true
    record.echVersion = facts.echVersion
  }
  if (serverName) seen.setHostname(serverName)
  record.hasServerName = serverName !== null
}

function bestOffered(hello: ClientHello): number {
  let best = hello.legacyVersion
  for (const version of hello.supportedVersions) if ((version >> 8 === 3 && version > best) || version === 0xfefc || version === 0xfb1a) best = version
  return best
}

export function takeServerHello(seen: Inspection, bytes: ByteWindow, at: number, length: number): boolean {
  const hello = readServerHello(bytes, at, length)
  if (!hello) return false
  const record = tlsRecordOf(seen.metadata)
  record.version = tlsVersionName(hello.version)
  record.cipher = cipherSuiteName(hello.cipherSuite)
  record.ja3s ??= hello.ja3s
  if (hello.alpn) record.negotiatedAlpn = hello.alpn
  return !hello.isHelloRetry
}

/** Certificate message of TLS 1.2 and below, RFC 5246 section 7.4.2: the first certificate is the server's own. */
export function takeCertificate(seen: Inspection, bytes: ByteWindow, at: number, length: number): Certificate | null {
  const size = bytes.u24(at + 3)
  if (size < 16 || at + 6 + size > Math.min(at + length, bytes.length)) return null
  const certificate = parseCertificate(bytes, at + 6, size)
  if (!certificate) return null
  const record = tlsRecordOf(seen.metadata)
  if (record.certificateSha1 !== undefined) return null
  record.certificateSha1 = certificate.sha1
  record.issuer = certificate.issuer
  record.subject = certificate.subject
  if (certificate.notBeforeMs !== null) record.notBeforeMs = certificate.notBeforeMs
  if (certificate.notAfterMs !== null) record.notAfterMs = certificate.notAfterMs
  if (certificate.subjectAltNames.length > 0) record.serverNames = certificate.serverNames
  return certificate
}
