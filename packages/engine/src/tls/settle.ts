// After each piece of a handshake: risks that are certain now, and the application that a certificate names.
import { protocolById } from "@netweir/model"
import { protocolOfCertificateSubject } from "../hostnames/certificate-subjects.ts"
import type { Inspection } from "../inspect/types.ts"
import { tlsRisks } from "./risks.ts"
import type { Carrier } from "./handshake.ts"

const DNS_OVER_TLS_PORT = 853
const MAX_NAMES = 64

// Bits of seen.state, above those of the carriers.
const HELLO_SETTLED = 1 << 24
const ANSWER_SETTLED = 1 << 25
const CERTIFICATE_SETTLED = 1 << 26

export function settleTls(seen: Inspection, carrier: Carrier = "tcp"): void {
  const { tls } = seen.metadata
  if (!tls) return
  const stage = (tls.ja3 === undefined ? 0 : HELLO_SETTLED) | (tls.ja3s === undefined ? 0 : ANSWER_SETTLED) | (tls.certificateSha1 === undefined ? 0 : CERTIFICATE_SETTLED)
  if ((seen.state & stage) === stage) return // nothing new since the last look
  seen.state |= stage
  const facts = {
    tls, hostname: seen.hostname, packetMs: seen.timestampUs / 1000, carrier,
    isWebRtc: tls.alpn?.includes("webrtc") === true || seen.metadata.stun !== undefined, isTrustedIssuer: (issuer: string) => seen.isTrustedIssuer(issuer),
  }
  for (const { key, when } of tlsRisks) {
    const evidence = when(facts)
    if (evidence !== null) seen.risk(key, evidence)
  }
  if (seen.hasOwnApp) return
  // DNS over TLS (RFC 7858) and over QUIC (RFC 9250) have a port and a protocol name of their own.
  if (tls.alpn === "dot" || tls.alpn === "doq" || (seen.serverPort === DNS_OVER_TLS_PORT && carrier !== "dtls")) seen.setApp("DoH_DoT")
  else if (isTorCertificate(tls.subject, tls.issuer)) seen.setApp("Tor")
  else if (!appOfCertificateNames(seen, tls.serverNames) && tls.subject !== undefined) {
    const protocol = protocolOfCertificateSubject(tls.subject)
    if (protocol !== 0) seen.setApp(protocolById(protocol).name)
  }
}

/** The first of the certificate's names that belongs to somebody. */
function appOfCertificateNames(seen: Inspection, serverNames: string | undefined): boolean {
  if (serverNames === undefined) return false
  for (const name of serverNames.split(",", MAX_NAMES)) if (seen.setAppOfName(name)) return true
  return false
}

/** Tor relays make up a name of theirs and one of their issuer (tor-spec, "Negotiating TLS"): base32 of random bytes, .net and .com. */
const TOR_SUBJECT = /^CN=www\.[a-z2-7]{8,20}\.net$/
const TOR_ISSUER = /^CN=www\.[a-z2-7]{8,20}\.com$/

function isTorCertificate(subject: string | undefined, issuer: string | undefined): boolean {
  return subject !== undefined && issuer !== undefined && TOR_SUBJECT.test(subject) && TOR_ISSUER.test(issuer)
}
