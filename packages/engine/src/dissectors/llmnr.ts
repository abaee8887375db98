// Link-Local Multicast Name Resolution, RFC 4795: DNS messages on port 5355 with exactly one question.
import { CONTINUE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { HEADER_BYTES, readMessage, skipName, TYPE_A, TYPE_AAAA, typeName } from "./dns-message.ts"

const LLMNR_PORT = 5355

export const llmnr = defineDissector({
  protocol: "LLMNR",
  transports: ["udp"],
  onlyOnHintPorts: true,
  minBytes: HEADER_BYTES + 5,
  recognise(seen) {
    const { payload } = seen
    if (!seen.hasPort(LLMNR_PORT) || payload.u16(4) !== 1 || payload.u8(2) & 0x78) return NO_MATCH
    const end = skipName(payload, HEADER_BYTES)
    if (end < 0 || end + 4 > payload.length) return NO_MATCH
    const isReply = payload.u8(2) >= 0x80
    return payload.u16(end + 2) === 1 && (isReply || payload.u16(6) === 0) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const message = readMessage(seen.payload)
    const record = (seen.metadata.llmnr ??= {})
    if (record.query === undefined) {
      record.query = message.question
      record.queryType = message.questionType
      record.queryTypeName = typeName(message.questionType)
      seen.setHostname(message.question)
    }
    for (const answer of message.answers) {
      if ((answer.type === TYPE_A || answer.type === TYPE_AAAA) && answer.text !== "") seen.learnName(answer.text, answer.name, "mdns", answer.ttl)
    }
    return CONTINUE
  },
})
