// Precision Time Protocol version 2, IEEE 1588-2008 clause 13: type, version, length of the message, domain, ..., control.
import { MATCH, NO_MATCH, defineDissector, DONE } from "../inspect/types.ts"

const HEADER_BYTES = 34
const VERSION = 2
/** Event messages 0-3, general ones 8-13. */
const messages: readonly (string | undefined)[] = ["Sync", "Delay_Req", "Pdelay_Req", "Pdelay_Resp", undefined, undefined, undefined, undefined, "Follow_Up", "Delay_Resp", "Pdelay_Resp_Follow_Up", "Announce", "Signaling", "Management"]
const LAST_CONTROL = 5

export const ptp = defineDissector({
  protocol: "PTPv2",
  transports: ["udp"],
  hintPorts: [319, 320],
  onlyOnHintPorts: true,
  minBytes: HEADER_BYTES,
  recognise({ payload, payloadWireBytes }) {
    if ((payload.u8(1) & 0x0f) !== VERSION || messages[payload.u8(0) & 0x0f] === undefined) return NO_MATCH
    const length = payload.u16(2)
    return length >= HEADER_BYTES && length <= payloadWireBytes && length + 4 >= payloadWireBytes && payload.u8(32) <= LAST_CONTROL ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.metadata.ptp = { message: messages[seen.payload.u8(0) & 0x0f], domain: seen.payload.u8(4) }
    return DONE
  },
})
