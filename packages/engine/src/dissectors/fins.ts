// Omron FINS (W227, section 3): over TCP behind "FINS", length, command, error; over UDP the bare header, which needs its port as a witness.
//    ICF | RSV 0 | GCT | DNA DA1 DA2 | SNA SA1 SA2 | SID | command u16
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = ascii("FINS")
const PORT = 9600
const MAX_GATEWAYS = 7
/** Main request codes, each with the highest sub-request code (section 5.1). */
const lastSubCode: ReadonlyMap<number, number> = new Map([
  [0x01, 5], [0x02, 4], [0x03, 7], [0x04, 3], [0x05, 2], [0x06, 0x20], [0x07, 2], [0x08, 1], [0x09, 0x20], [0x0a, 3], [0x0c, 3],
  [0x20, 1], [0x21, 0x40], [0x22, 0x40], [0x23, 2], [0x26, 1], [0x28, 3], [0x30, 0x65],
])

function isHeader(payload: ByteWindow): boolean {
  const flags = payload.u8(0)
  const last = lastSubCode.get(payload.u8(10))
  return (flags & 0x3e) === 0 && (flags & 0x80) !== 0 && payload.u8(1) === 0 && payload.u8(2) <= MAX_GATEWAYS && last !== undefined && payload.u8(11) >= 1 && payload.u8(11) <= last
}

export const fins = defineDissector({
  protocol: "FINS",
  transports: ["udp", "tcp"],
  firstBytes: [0x46, 0x80, 0x81, 0xc0, 0xc1],
  minBytes: 12,
  recognise(seen) {
    const { payload, stream } = seen
    if (seen.transport === "tcp") return stream.has(0, MAGIC) && stream.u32(4) >= 8 && stream.u32(4) < 0x1000 && stream.u32(8) <= 6 ? MATCH : NO_MATCH
    return seen.hasPort(PORT) && isHeader(payload) ? MATCH : NO_MATCH
  },
})
