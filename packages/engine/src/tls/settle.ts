// After each piece of a handshake: risks that are certain now, and the application that a certificate names.
import { protocolById } from "@netweir/model"
import { protocolOfCertificateSubject } from "../hostnames/certificate-subjects.ts"
import type { Inspection } from "../inspect/types.ts"
import { tlsRisks } from "./risks.ts"
import type { Carrier } from "./handshake.ts"

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
  if (tls.subject !== undefined && !seen.hasOwnApp) {
    const protocol = protocolOfCertificateSubject(tls.subject)
    if (protocol !== 0) seen.setApp(protocolById(protocol).name)
  }
}
