// Synchrophasors, IEEE C37.118.2 section 6.2: 0xaa | type and version | frame size u16 | id u16 | time ... | CRC-CCITT.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { crcCcitt } from "./checksums.ts"

const SYNC = 0xaa
const MIN_BYTES = 16
/** Data, header, configuration 1 and 2, command, configuration 3. */
const MAX_TYPE = 5
const ports = [4712, 4713] as const

export const ieeeC37118 = defineDissector({
  protocol: "IEEE-C37118",
  transports: ["tcp", "udp"],
  hintPorts: ports,
  firstBytes: [SYNC],
  minBytes: MIN_BYTES,
  recognise(seen) {
    const { stream } = seen
    const bytes = stream.u16(2)
    const version = stream.u8(1) & 0x0f
    if (stream.u8(1) >> 4 > MAX_TYPE || version < 1 || version > 3 || bytes < MIN_BYTES) return NO_MATCH
    if (bytes <= stream.length) return crcCcitt(stream, 0, bytes - 2, 0xffff) === stream.u16(bytes - 2) ? MATCH : NO_MATCH
    // A long configuration in several segments: its time base is below 2^24 and few PMUs send.
    const isConfiguration = (stream.u8(1) >> 4 === 2 || stream.u8(1) >> 4 === 3) && stream.u8(14) === 0 && stream.u8(18) === 0 && stream.u8(19) !== 0
    return isConfiguration && seen.transport === "tcp" && (seen.hasPort(ports[0]) || seen.hasPort(ports[1])) ? MATCH : NO_MATCH
  },
})
