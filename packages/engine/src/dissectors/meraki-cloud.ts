// Cisco Meraki devices to their cloud: magic fef72891, two bytes of kind, then the datagram's length.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = 0xfef72891

export const merakiCloud = defineDissector({
  protocol: "MerakiCloud",
  transports: ["udp"],
  hintPorts: [7351, 9350],
  firstBytes: [MAGIC >>> 24],
  minBytes: 8,
  recognise: ({ payload }) => (payload.u32(0) === MAGIC ? MATCH : NO_MATCH),
})
