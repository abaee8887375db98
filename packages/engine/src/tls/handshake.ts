// Handshake messages, whatever carries them (TLS records, DTLS records, QUIC CRYPTO frames): into the flow's metadata.
import type { ByteWindow } from "../bytes/byte-window.ts"
import type { TlsRecord } from "../inspect/metadata.ts"
import type { Inspection } from "../inspect/types.ts"
import { parseCertificate, type Certificate } from "./certificate.ts"
import { cipherSuiteName } from "./cipher-suites.ts"
import { ja3, ja4, parseClientHello, supportedVersionNames, type ClientHello } from "./client-hello.ts"
import { ja3s, parseServerHello } from "./server-hello.ts"
import { tlsVersionName } from "./versions.ts"

export const CLIENT_HELLO = 1
export const SERVER_HELLO = 2
export const CERTIFICATE = 11

export type Carrier = "tcp" | "quic" | "dtls"

/** Takes a ClientHello; returns it so that the carrier can look for more (QUIC's user agent). */
export function takeClientHello(seen: Inspection, bytes: ByteWindow, at: number, length: number, carrier: Carrier): ClientHello | null {
  const hello = parseClientHello(bytes, at, length, carrier === "dtls")
  if (!hello) return null
  const record: TlsRecord = (seen.metadata.tls ??= {})
  // A fingerprint of half a hello would be somebody else's.
  if (!hello.isCut) {
    record.ja3 = ja3(hello)
    record.ja4 = ja4(hello, carrier)
  }
  record.offered = tlsVersionName(bestOffered(hello))
  record.version ??= record.offered
  if (hello.supportedVersions.length > 0) record.supportedVersions = supportedVersionNames(hello)
  if (hello.alpn.length > 0) record.alpn = hello.alpn.join(",")
  if (hello.echVersion !== null) {
    record.ech = true
    record.echVersion = `0x${hello.echVersion.toString(16)}`
  }
  if (hello.esni) {
    record.esni = hello.esni.data
    record.esniCipher = cipherSuiteName(hello.esni.cipherSuite)
  }
  if (hello.serverName) seen.setHostname(hello.serverName)
  record.hasServerName = hello.serverName !== null
  return hello
}

function bestOffered(hello: ClientHello): number {
  let best = hello.legacyVersion
  for (const version of hello.supportedVersions) if ((version >> 8 === 3 && version > best) || version === 0xfefc || version === 0xfb1a) best = version
  return best
}

export function takeServerHello(seen: Inspection, bytes: ByteWindow, at: number, length: number): boolean {
  const hello = parseServerHello(bytes, at, length)
  if (!hello) return false
  const record: TlsRecord = (seen.metadata.tls ??= {})
  record.version = tlsVersionName(hello.version)
  record.cipher = cipherSuiteName(hello.cipherSuite)
  record.ja3s ??= ja3s(hello)
  if (hello.alpn) record.negotiatedAlpn = hello.alpn
  return !hello.isHelloRetry
}

/** Certificate message of TLS 1.2 and below, RFC 5246 section 7.4.2: the first certificate is the server's own. */
export function takeCertificate(seen: Inspection, bytes: ByteWindow, at: number, length: number): Certificate | null {
  const size = bytes.u24(at + 3)
  if (size < 16 || at + 6 + size > Math.min(at + length, bytes.length)) return null
  const certificate = parseCertificate(bytes, at + 6, size)
  if (!certificate) return null
  const record: TlsRecord = (seen.metadata.tls ??= {})
  if (record.certificateSha1 !== undefined) return null
  record.certificateSha1 = certificate.sha1
  record.issuer = certificate.issuer
  record.subject = certificate.subject
  if (certificate.notBeforeMs !== null) record.notBeforeMs = certificate.notBeforeMs
  if (certificate.notAfterMs !== null) record.notAfterMs = certificate.notAfterMs
  if (certificate.subjectAltNames.length > 0) record.serverNames = certificate.subjectAltNames.join(",")
  return certificate
}
