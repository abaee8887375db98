// DNS, RFC 1035 (messages), RFC 7766 (over TCP: each message behind its 16-bit length).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { judgeDnsMessage } from "../risks/dns-risks.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { dnsRecordOf, type DnsRecord } from "../inspect/metadata.ts"
import { addressOfReverseName, answerText, HEADER_BYTES, isKnownType, readMessage, replyCodeName, skipName, TYPE_A, TYPE_AAAA, TYPE_PTR, TYPE_TXT, typeName, type DnsAnswer, type DnsMessage } from "./dns-message.ts"

const DNS_PORT = 53
/** The same messages, but another protocol: NetBIOS, mDNS, LLMNR. */
const COUSINS_PORTS = [137, 5353, 5355]
/** DNSCrypt asks its resolver for a certificate first: TXT of "2.dnscrypt-cert.<provider>" (protocol version 2, section 7). */
const DNSCRYPT_NAME = /^2\.dnscrypt-cert\./i
/** Avast's variety of it. */
const AVAST_NAME = /^2\.securedns\.avast\.com$/i
const MAX_ANSWERS = 16
/** Broken datagrams on port 53 before nobody waits for a whole one any more. */
const MAX_BROKEN = 6
/** Letters, digits, "-" and "_" in labels (RFC 1123 section 2.1, RFC 8552). */
const PLAIN_NAME = /^[\w-]+(?:\.[\w-]+)*$/
const MAX_OPCODE = 6 // RFC 8490: DSO
const MAX_MESSAGES_PER_SEGMENT = 16

/** Does a message stand at `base` of `bytes` bytes? On other ports than 53 every detail must fit. */
export function looksLikeDns(window: ByteWindow, base: number, bytes: number, strict: boolean): boolean {
  if (bytes < HEADER_BYTES) return false
  const flags = window.u16(base + 2)
  const isReply = (flags & 0x8000) !== 0
  const opcode = (flags >> 11) & 15
  const questions = window.u16(base + 4)
  const answers = window.u16(base + 6)
  const others = window.u16(base + 8) + window.u16(base + 10)
  if (opcode > MAX_OPCODE || (flags & 0x0040) !== 0) return false // the Z bit is zero (RFC 2535 section 6.1)
  if (questions === 0) {
    // A refusal may repeat nothing of the question.
    if (strict || !isReply) return false
    if (bytes === HEADER_BYTES) return (flags & 15) !== 0 && (flags & 15) <= 10 && answers + others === 0
    const end = answers === 0 ? -1 : skipName(window, base + HEADER_BYTES)
    return end >= 0 && isKnownType(window.u16(end)) && window.u16(end + 2) === 1
  }
  if (strict && (questions > 1 || (!isReply && answers > 0))) return false
  if (strict && (others > 32 || answers > 64 || (!isReply && (flags & 0x0680) !== 0))) return false
  const end = skipName(window, base + HEADER_BYTES)
  if (end < 0 || end + 4 > base + bytes) return false
  const type = window.u16(end)
  const recordClass = window.u16(end + 2) & 0x7fff
  if (type === 0 || (recordClass !== 1 && recordClass !== 3 && recordClass !== 4 && recordClass !== 254 && recordClass !== 255)) return false
  if (!strict) return isKnownType(type) || hasPlainLabels(window, base + HEADER_BYTES, end - 1)
  return isKnownType(type) && recordClass === 1 && hasPlainLabels(window, base + HEADER_BYTES, end - 1)
}

/** Host names are letters, digits, "-" and "_"; anything else needs port 53 as a witness. */
function hasPlainLabels(window: ByteWindow, from: number, end: number): boolean {
  if (end - from < 3) return false
  for (let at = from; at < end; ) {
    const length = window.u8(at)
    if (length === 0 || length > 63) return false
    for (let i = at + 1; i <= at + length; i++) {
      const byte = window.u8(i) | 0x20
      const plain = (byte >= 0x61 && byte <= 0x7a) || (window.u8(i) >= 0x30 && window.u8(i) <= 0x39) || window.u8(i) === 0x2d || window.u8(i) === 0x5f
      if (!plain) return false
    }
    at += 1 + length
  }
  return true
}

function isCousin(seen: Inspection): boolean {
  return seen.hasPort(COUSINS_PORTS[0]) || seen.hasPort(COUSINS_PORTS[1]) || seen.hasPort(COUSINS_PORTS[2])
}

export const dns = defineDissector({
  protocol: "DNS",
  transports: ["udp", "tcp"],
  minBytes: HEADER_BYTES,
  recognise(seen): Verdict {
    if (isCousin(seen)) return NO_MATCH
    const strict = !seen.hasPort(DNS_PORT)
    if (seen.transport === "udp") {
      if (looksLikeDns(seen.payload, 0, seen.payload.length, strict)) return MATCH
      // A resolver's flow goes on: one damaged question doesn't make the next ones anything else.
      return !strict && ++seen.state < MAX_BROKEN ? NEED_MORE : NO_MATCH
    }
    const { stream } = seen
    const messageBytes = stream.u16(0)
    if (messageBytes < HEADER_BYTES) return NO_MATCH
    if (stream.length < 2 + HEADER_BYTES + 5) return NEED_MORE
    if (strict && messageBytes + 2 < stream.length) return NO_MATCH
    return looksLikeDns(stream, 2, Math.min(messageBytes, stream.length - 2), strict) ? MATCH : NO_MATCH
  },
  extract(seen) {
    if (seen.transport === "udp") {
      const isWhole = looksLikeDns(seen.payload, 0, seen.payload.length, false)
      if (isWhole) take(seen, seen.payload, 0)
      if (seen.hasPort(DNS_PORT) && (!isWhole || seen.state !== 0)) seen.risk("malformed_packet", "no DNS message, but on its port")
      return CONTINUE
    }
    for (let messages = 0; messages < MAX_MESSAGES_PER_SEGMENT; messages++) {
      const messageBytes = seen.stream.u16(0)
      if (messageBytes < HEADER_BYTES || seen.stream.length < 2 + messageBytes) break
      if (!looksLikeDns(seen.stream, 2, messageBytes, false)) return DONE
      take(seen, seen.stream, 2)
      seen.consume(2 + messageBytes)
    }
    return CONTINUE
  },
})

function isAddress({ type, text }: DnsAnswer): boolean {
  return (type === TYPE_A || type === TYPE_AAAA) && text !== ""
}

/**
 * Resolvers that keep their port ask many: the latest question, as long as nothing was answered, then the one that the first answer repeats.
 * A damaged name never takes the place of a plain one.
 */
function isTheQuestion(record: DnsRecord, message: DnsMessage): boolean {
  if (record.query === undefined) return true
  if (record.replies !== undefined || message.question === "") return false
  return PLAIN_NAME.test(message.question) || !PLAIN_NAME.test(record.query)
}

function take(seen: Inspection, window: ByteWindow, base: number): void {
  const message = readMessage(window, base)
  judgeDnsMessage(seen, message, seen.payloadWireBytes)
  const record = dnsRecordOf(seen.metadata)
  if (message.questionCount > 0 && isTheQuestion(record, message)) {
    record.query = message.question
    record.queryType = message.questionType
    record.queryTypeName = typeName(message.questionType)
    const resolver = message.questionType !== TYPE_TXT ? null : DNSCRYPT_NAME.test(message.question) ? "DNScrypt" : AVAST_NAME.test(message.question) ? "AVASTSecureDNS" : null
    if (resolver === null) seen.setHostname(message.question)
    else {
      // The name under which the resolver's certificate is kept: no host is asked for.
      seen.changeMaster(resolver)
      seen.setInfo(message.question)
    }
  }
  record.questionCount = message.questionCount
  record.answerCount = message.answerCount + message.authorityCount + message.additionalCount
  if (!message.isReply) {
    if (message.announcedBytes > 0) record.announcedBytes = message.announcedBytes
    record.queries = (record.queries ?? 0) + 1
    return
  }
  record.replies = (record.replies ?? 0) + 1
  record.replyCode = message.replyCode
  if (message.replyCode !== 0) {
    record.replyErrors = Number(record.replyErrors ?? 0) + 1
    seen.risk("error_code_detected", `DNS Error Code ${replyCodeName(message.replyCode)}`)
  }
  const answers = (record.answers ??= [])
  const telling = message.answers.find(isAddress) ?? message.answers[0]
  if (telling !== undefined) {
    record.answerType = telling.type
    if (isAddress(telling)) record.answerAddress = telling.text
  }
  for (const answer of message.answers) {
    if (answers.length < MAX_ANSWERS) answers.push(answerText(answer))
    if (answer.text === "") continue
    // The name that was asked for, not the canonical one behind it, is what people know.
    if (isAddress(answer)) seen.learnName(answer.text, message.question || answer.name, "dns", answer.ttl)
    if (answer.type === TYPE_PTR) {
      const ip = addressOfReverseName(answer.name)
      if (ip !== null) seen.learnName(ip, answer.text, "dns", answer.ttl)
    }
  }
  if (record.query !== undefined && answers.length > 0) seen.setInfo(`${record.query} ${typeName(message.questionType)} ${answers[0]}`)
}
