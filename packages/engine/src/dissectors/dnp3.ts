// DNP3, IEEE 1815 section 9.2: 0x0564 | length | control | destination u16 | source u16 | CRC of these eight bytes.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { crcDnp } from "./checksums.ts"

const HEADER_BYTES = 10

export const dnp3 = defineDissector({
  protocol: "DNP3",
  transports: ["tcp", "udp"],
  firstBytes: [0x05],
  minBytes: HEADER_BYTES,
  recognise: ({ stream }) => (stream.u8(1) === 0x64 && stream.u8(2) >= 5 && stream.u16le(8) === crcDnp(stream, 0, 8) ? MATCH : NO_MATCH),
})
