// After each piece of a handshake: risks that are certain now, and the application that a certificate names.
import { protocolById } from "@netweir/model"
import { protocolOfCertificateSubject } from "../hostnames/certificate-subjects.ts"
import { remembered } from "../bytes/remembered.ts"
import type { Inspection } from "../inspect/types.ts"
import { ANSWER, CERTIFICATE, HELLO, tlsRisks } from "./risks.ts"
import type { Carrier } from "./handshake.ts"

const DNS_OVER_TLS_PORT = 853

/** Pieces that were settled: bits of seen.state above those of the carriers. */
const SETTLED_SHIFT = 24

export function settleTls(seen: Inspection, carrier: Carrier = "tcp"): void {
  const { tls } = seen.metadata
  if (!tls) return
  const pieces = (tls.ja3 === undefined ? 0 : HELLO) | (tls.ja3s === undefined ? 0 : ANSWER) | (tls.certificateSha1 === undefined ? 0 : CERTIFICATE)
  const fresh = pieces & ~(seen.state >> SETTLED_SHIFT)
  if (fresh === 0) return // nothing new since the last look
  seen.state |= pieces << SETTLED_SHIFT
  const facts = {
    tls, hostname: seen.hostname, packetMs: seen.timestampUs / 1000, carrier,
    isWebRtc: tls.alpn?.includes("webrtc") === true || seen.metadata.stun !== undefined, isTrustedIssuer: (issuer: string) => seen.isTrustedIssuer(issuer),
  }
  for (let i = 0; i < tlsRisks.length; i++) {
    const risk = tlsRisks[i]
    if ((risk.after & fresh) === 0) continue
    const evidence = risk.when(facts)
    if (evidence !== null) seen.risk(risk.key, evidence)
  }
  if (seen.hasOwnApp) return
  // DNS over TLS (RFC 7858) and over QUIC (RFC 9250) have a port and a protocol name of their own.
  if (tls.alpn === "dot" || tls.alpn === "doq" || (seen.serverPort === DNS_OVER_TLS_PORT && carrier !== "dtls")) seen.setApp("DoH_DoT")
  else if (isTorCertificate(tls.subject, tls.issuer)) seen.setApp("Tor")
  else if ((fresh & CERTIFICATE) !== 0 && !(tls.serverNames !== undefined && seen.setAppOfNames(tls.serverNames)) && tls.subject !== undefined) {
    const protocol = protocolOfSubject(tls.subject)
    if (protocol !== 0) seen.setApp(protocolById(protocol).name)
  }
}

const protocolOfSubject = remembered(protocolOfCertificateSubject)

/** Tor relays make up a name of theirs and one of their issuer (tor-spec, "Negotiating TLS"): base32 of random bytes, .net and .com. */
const TOR_SUBJECT = /^CN=www\.[a-z2-7]{8,20}\.net$/
const TOR_ISSUER = /^CN=www\.[a-z2-7]{8,20}\.com$/

function isTorCertificate(subject: string | undefined, issuer: string | undefined): boolean {
  return subject !== undefined && issuer !== undefined && TOR_SUBJECT.test(subject) && TOR_ISSUER.test(issuer)
}
