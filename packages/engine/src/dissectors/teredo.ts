// Teredo, RFC 4380 section 5.1.1: IPv6 in a datagram, authentication and origin before it. Packets that the decoder unwraps never come here:
// bubbles and broken ones do.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const IPV6_HEADER_BYTES = 40

export const teredo = defineDissector({
  protocol: "Teredo",
  transports: ["udp"],
  hintPorts: [3544],
  onlyOnHintPorts: true,
  firstBytes: [0, 0x60],
  minBytes: IPV6_HEADER_BYTES,
  recognise({ payload, payloadWireBytes }) {
    let at = 0
    if (payload.u16(at) === 1) at += 13 + payload.u8(at + 2) + payload.u8(at + 3)
    if (payload.u16(at) === 0) at += 8
    return payload.u8(at) >> 4 === 6 && at + IPV6_HEADER_BYTES + payload.u16(at + 4) === payloadWireBytes ? MATCH : NO_MATCH
  },
})
