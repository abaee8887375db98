// RMCP, DMTF ASF 2.0 section 3.2: version 6, reserved, sequence, class; ASF messages carry the IANA number of ASF, IPMI ones
// (IPMI 2.0 section 13.6) an authentication type.
import { MATCH, NO_MATCH, defineDissector, DONE } from "../inspect/types.ts"

const VERSION = 6
const ASF = 6
const IPMI = 7
const ACK = 0x80
const ASF_IANA = 4542
const NO_ACK_WANTED = 0xff
const RMCP_PLUS = 6
const RMCP_PORT = 623

export const rmcp = defineDissector({
  protocol: "RMCP",
  transports: ["udp"],
  hintPorts: [RMCP_PORT, 664],
  firstBytes: [VERSION],
  minBytes: 4,
  recognise(seen) {
    const { payload } = seen
    const kind = payload.u8(3)
    if (payload.u8(1) !== 0) return NO_MATCH
    if (kind === ASF) return payload.u32(4) === ASF_IANA && payload.u8(10) === 0 && payload.u8(11) <= payload.length - 12 ? MATCH : NO_MATCH
    if (kind === (ASF | ACK)) return payload.length === 4 && seen.hasPort(RMCP_PORT) ? MATCH : NO_MATCH
    if (kind !== IPMI || payload.u8(2) !== NO_ACK_WANTED || payload.length < 14) return NO_MATCH
    const type = payload.u8(4)
    if (type === RMCP_PLUS) return payload.u16le(14) <= payload.length - 16 && payload.length > 16 ? MATCH : NO_MATCH
    // With authentication a code of 16 bytes stands before the length.
    const lengthAt = type === 0 ? 13 : 29
    return type <= 5 && type !== 3 && payload.u8(lengthAt) > 0 && payload.u8(lengthAt) <= payload.length - lengthAt - 1 ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.metadata.rmcp = { class: (seen.payload.u8(3) & 0x0f) === ASF ? "ASF" : "IPMI" }
    return DONE
  },
})
