// What a TLS, DTLS or QUIC handshake tells against its flow: one entry per risk, with its condition and its evidence.
import { remembered } from "../bytes/remembered.ts"
import type { TlsRecord } from "../inspect/metadata.ts"
import { isObsoleteVersion } from "./versions.ts"

export interface TlsFacts {
  readonly tls: TlsRecord
  readonly hostname: string | null
  readonly packetMs: number
  readonly carrier: "tcp" | "dtls" | "quic"
  readonly isWebRtc: boolean
  readonly isTrustedIssuer: (issuer: string) => boolean
}
/** Pieces of a handshake. */
export const HELLO = 1
export const ANSWER = 2
export const CERTIFICATE = 4

interface TlsRisk {
  readonly key: string
  /** Judged when one of these pieces has come. */
  readonly after: number
  /** Evidence when it is so, else null. */
  readonly when: (facts: TlsFacts) => string | null
}

const DAY_MS = 86_400_000
const ABOUT_TO_EXPIRE_DAYS = 30
/** CA/Browser Forum: certificates issued since then live for 398 days at most. */
const SHORT_LIVES_SINCE_MS = Date.UTC(2020, 8, 1)
const MAX_LIFE_DAYS = 398
/** Registered ALPN names (IANA), and the experimental families that browsers and Google's and Facebook's servers spoke. */
const commonAlpn = /^(h2|h2c|h2-1[4-7]|h2-fb|h1q-fb|http\/(0\.9|1\.0|1\.1)|h3(-\d\d|-[QT]\d{3}|-fb-\d\d)?|hq(-\d\d|-interop)?|spdy\/[1-3](\.1)?|stun\.(turn|nat-discovery)|(c-)?webrtc|ftp|imap|pop3|smtp|xmpp-(client|server)|managesieve|coap|acme-tls\/1|mqtt|dot|doq(-i\d\d)?|ntske\/1|sunrpc|irc|nntp|nnsp|sip\/2|tds\/8\.0|dicom|postgresql|radius\/1\.[01]|smb|grpc-exp|apns-(security|pack)-v\d|istio.*|perf|quic.*)$/
const weakCipher = /_WITH_NULL_|_EXPORT_|_anon_|_RC4_|_3DES_|_DES_|_RC2_|_MD5$|^TLS_(RSA|DH_RSA|DH_DSS|ECDH_RSA|ECDH_ECDSA|KRB5)_/
const HTTP_ALPN = /^(h2|h3|http\/1\.1)/

export const tlsRisks: readonly TlsRisk[] = [
  { key: "tls_obsolete_version", after: HELLO | ANSWER, when: ({ tls }) => (tls.cipher !== undefined || tls.ja3 !== undefined) && isObsoleteVersion(versionNumber(tls)) ? String(tls.version) : null },
  { key: "tls_weak_cipher", after: ANSWER, when: ({ tls }) => tls.cipher !== undefined && isWeakCipher(tls.cipher) ? `Cipher ${tls.cipher}` : null },
  { key: "tls_selfsigned_certificate", after: CERTIFICATE, when: ({ tls, isWebRtc, isTrustedIssuer }) => !isWebRtc && tls.issuer !== undefined && tls.issuer !== "" && tls.issuer === tls.subject && !isTrustedIssuer(tls.issuer) ? tls.issuer : null },
  { key: "tls_certificate_expired", after: CERTIFICATE, when: ({ tls, packetMs }) => tls.notAfterMs !== undefined && (packetMs > tls.notAfterMs || packetMs < (tls.notBeforeMs ?? 0)) ? `valid ${day(tls.notBeforeMs)} to ${day(tls.notAfterMs)}` : null },
  { key: "tls_certificate_about_to_expire", after: CERTIFICATE, when: ({ tls, packetMs }) => tls.notAfterMs !== undefined && packetMs <= tls.notAfterMs && packetMs >= (tls.notBeforeMs ?? 0) && tls.notAfterMs - packetMs <= ABOUT_TO_EXPIRE_DAYS * DAY_MS ? `valid until ${day(tls.notAfterMs)}` : null },
  { key: "tls_cert_validity_too_long", after: CERTIFICATE, when: ({ tls }) => tls.notBeforeMs !== undefined && tls.notAfterMs !== undefined && tls.notBeforeMs >= SHORT_LIVES_SINCE_MS && tls.notAfterMs - tls.notBeforeMs > MAX_LIFE_DAYS * DAY_MS ? `valid for ${Math.floor((tls.notAfterMs - tls.notBeforeMs) / DAY_MS)} days` : null },
  { key: "tls_certificate_mismatch", after: HELLO | CERTIFICATE, when: ({ tls, hostname, isWebRtc }) => !isWebRtc && hostname !== null && tls.serverNames !== undefined && !isOneOf(hostname, namesIn(tls.serverNames)) ? `${hostname} vs ${tls.serverNames.slice(0, 200)}` : null },
  { key: "tls_missing_sni", after: HELLO, when: ({ tls, isWebRtc }) => !isWebRtc && tls.ja3 !== undefined && tls.hasServerName === false && !tls.ech && tls.esni === undefined && offeredVersion(tls) >= 0x0302 ? "SNI should be present" : null },
  { key: "tls_not_carrying_https", after: HELLO, when: ({ tls, isWebRtc, carrier }) => !isWebRtc && carrier !== "quic" && tls.ja3 !== undefined && tls.alpn === undefined && offeredVersion(tls) >= 0x0303 ? "No ALPN" : null },
  { key: "tls_uncommon_alpn", after: HELLO, when: ({ tls }) => (tls.alpn === undefined ? null : oddAlpn(tls.alpn)) },
  { key: "tls_alpn_sni_mismatch", after: HELLO, when: ({ tls, isWebRtc }) => !isWebRtc && tls.hasServerName === false && !tls.ech && tls.esni === undefined && tls.alpn !== undefined && HTTP_ALPN.test(tls.alpn) ? tls.alpn : null },
  { key: "tls_suspicious_esni_usage", after: HELLO, when: ({ tls, hostname }) => tls.esni !== undefined && hostname !== null && tls.hasServerName !== false ? hostname : null },
]

const isWeakCipher = remembered((cipher: string) => weakCipher.test(cipher))
const oddAlpn = remembered((list: string) => list.split(",").find((name) => !commonAlpn.test(name)) ?? null)
const dayOf = remembered((ms: number) => new Date(ms).toISOString().slice(0, 10))
/** The names of a certificate, in lower case. */
const namesIn = remembered((serverNames: string) => serverNames.toLowerCase().split(","), 512)

function day(ms: number | undefined): string {
  return ms === undefined ? "?" : dayOf(ms)
}
const versionNumbers: Readonly<Record<string, number>> = { SSLv2: 2, SSLv3: 0x0300, TLSv1: 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304, "TLSv1.3 (Fizz)": 0x0304, "TLSv1.3 (draft)": 0x0304, "DTLSv1.0": 0x0100, "DTLSv1.2": 0xfefd, "DTLSv1.3": 0xfefc }
function versionNumber(tls: TlsRecord): number {
  return versionNumbers[tls.version ?? ""] ?? 0x0304
}
function offeredVersion(tls: TlsRecord): number {
  const number = versionNumbers[tls.offered ?? ""] ?? versionNumber(tls)
  return number === 0x0100 ? 0x0302 : number // DTLS 1.0 is TLS 1.1 over datagrams (RFC 4347)
}

function isOneOf(hostname: string, patterns: readonly string[]): boolean {
  for (let i = 0; i < patterns.length; i++) if (nameMatches(hostname, patterns[i])) return true
  return false
}

/** RFC 6125 section 6.4: a wildcard stands for one label; an address matches itself. Both in lower case. */
export function nameMatches(name: string, pattern: string): boolean {
  if (name === pattern) return true
  if (!pattern.startsWith("*.")) return false
  const bare = pattern.length - 2
  if (name.length === bare) return name.startsWith(pattern.slice(2))
  const dot = name.indexOf(".")
  return dot > 0 && name.length - dot - 1 === bare && name.endsWith(pattern.slice(2))
}
