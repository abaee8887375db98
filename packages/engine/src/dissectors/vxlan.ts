// VXLAN, RFC 7348 section 5: flags with only the I bit, reserved zeros around the network's number, then an Ethernet frame. Packets that
// the decoder unwraps never come here.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const VALID_NETWORK = 0x08000000
/** IPv4, ARP, VLAN tags, IPv6, MPLS, LLDP, PPPoE, and the local experimental one. */
const etherTypes = new Set([0x0800, 0x0806, 0x8100, 0x88a8, 0x86dd, 0x8847, 0x88cc, 0x8863, 0x8864, 0x88b5])

export const vxlan = defineDissector({
  protocol: "VXLAN",
  transports: ["udp"],
  hintPorts: [4789, 8472],
  onlyOnHintPorts: true,
  firstBytes: [VALID_NETWORK >>> 24],
  minBytes: 8 + 14,
  recognise: ({ payload }) => (payload.u32(0) === VALID_NETWORK && payload.u8(7) === 0 && etherTypes.has(payload.u16(20)) ? MATCH : NO_MATCH),
})
