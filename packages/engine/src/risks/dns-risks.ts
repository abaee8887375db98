// What a DNS message tells against its flow, beside its answer's error code.
import type { Inspection } from "../inspect/types.ts"
import { isPlainHostName } from "./hostname-risks.ts"

export interface JudgedDnsMessage {
  readonly isReply: boolean
  readonly question: string
  readonly questionType: number
  readonly questionCount: number
  /** A count or length leads behind the end of the message. */
  readonly isBroken: boolean
  readonly hasZeroTtl: boolean
  /** Payload size announced by its OPT record (RFC 6891 section 6.2.3), 0 = no such record. */
  readonly announcedBytes: number
}

const PLAIN_BYTES = 512
const LONG_LABEL = 48
/** Retired or never in general use (RFC 1035, 1183, 1706, 1712, 2535, 3755, 6195): tunnels like them, since they carry anything. */
const obsoleteTypes = new Set([3, 4, 7, 8, 9, 10, 11, 14, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 30, 31, 34, 38, 40, 100, 101, 102, 103, 253, 254])
/** Services that put hashes or codes into names by design. */
const longNamesByDesign = /\.(?:in-addr|ip6)\.arpa$|\.(?:spamhaus|mcafee|sophosxl|surbl|uribl|senderbase|barracudabrts)\.(?:org|com|net)$/

/** DNSCrypt's certificates: several in one answer, without a life in caches, by design. */
const DNSCRYPT_CERTIFICATE = /^2\.(?:dnscrypt-cert|securedns)\./i

/** `messageBytes` as on the wire. */
export function judgeDnsMessage(seen: Inspection, message: JudgedDnsMessage, messageBytes: number): void {
  if (message.question.startsWith("2.") && DNSCRYPT_CERTIFICATE.test(message.question)) return
  if (seen.transport === "udp") {
    const allowed = Math.max(PLAIN_BYTES, message.announcedBytes, numberOf(seen.metadata.dns?.announcedBytes))
    if (messageBytes > allowed) seen.risk("dns_large_packet", `${messageBytes} bytes, ${allowed} are allowed`)
    if (seen.isFragment) seen.risk("dns_fragmented", `${messageBytes} bytes in fragments`)
  }
  if (message.isBroken) seen.risk("malformed_packet", "DNS message whose counts or lengths do not fit")
  if (message.hasZeroTtl) seen.risk("minor_issues", "DNS record with a TTL of zero")
  if (message.questionCount > 0 && !isPlainHostName(message.question)) seen.risk("invalid_characters", message.question)
  if (message.isReply || message.questionCount === 0) return
  if (obsoleteTypes.has(message.questionType)) seen.risk("dns_suspicious_traffic", `question of the obsolete type ${message.questionType}`)
  const { question } = message
  const dot = question.indexOf(".")
  if ((dot < 0 ? question.length : dot) > LONG_LABEL && !longNamesByDesign.test(question)) seen.risk("dns_suspicious_traffic", `long label in ${question}`)
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0
}
