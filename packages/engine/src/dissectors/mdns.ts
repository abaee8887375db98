// Multicast DNS, RFC 6762: DNS messages on port 5353, mostly unasked answers; names end in .local.
import { CONTINUE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { answerText, HEADER_BYTES, isKnownType, readMessage, skipName, TYPE_A, TYPE_AAAA, TYPE_PTR, TYPE_SRV, typeName } from "./dns-message.ts"

const MDNS_PORT = 5353
/** Bonjour's older port. */
const MDNS_OLD_PORT = 5354
const MAX_SERVICES = 16

export const mdns = defineDissector({
  protocol: "MDNS",
  transports: ["udp"],
  onlyOnHintPorts: true,
  minBytes: HEADER_BYTES,
  recognise(seen) {
    if (!seen.hasPort(MDNS_PORT) && !seen.hasPort(MDNS_OLD_PORT)) return NO_MATCH
    const { payload } = seen
    // Section 18: the opcode is zero; a long list of known answers sets TC, some senders RD, all of which is ignored.
    if ((payload.u16(2) & 0x787f) !== 0) return NO_MATCH
    const questions = payload.u16(4)
    const answers = payload.u16(6)
    const records = questions + answers + payload.u16(8) + payload.u16(10)
    if (records === 0 || records > 512) return NO_MATCH
    const end = skipName(payload, HEADER_BYTES)
    if (end < 0 || end + 4 > payload.length) return NO_MATCH
    // The top bit of the class asks for unicast, or flushes the cache.
    const recordClass = payload.u16(end + 2) & 0x7fff
    return isKnownType(payload.u16(end)) && (recordClass === 1 || recordClass === 255) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const message = readMessage(seen.payload)
    const record = (seen.metadata.mdns ??= {})
    if (record.query === undefined && message.questionCount > 0) {
      record.query = message.question
      record.queryType = message.questionType
      record.queryTypeName = typeName(message.questionType)
    }
    const first = message.question || (message.answers[0]?.name ?? "")
    if (record.name === undefined && first !== "") {
      record.name = first
      seen.setHostname(first)
    }
    const services = Array.isArray(record.services) ? record.services : (record.services = [] as string[])
    for (const answer of [...message.answers, ...message.additional]) {
      if ((answer.type === TYPE_A || answer.type === TYPE_AAAA) && answer.text !== "") seen.learnName(answer.text, answer.name, "mdns", answer.ttl)
      if ((answer.type === TYPE_PTR || answer.type === TYPE_SRV) && Array.isArray(services) && services.length < MAX_SERVICES) {
        const text = `${answer.name} ${answerText(answer)}`
        if (!services.includes(text)) services.push(text)
      }
    }
    return CONTINUE
  },
})
