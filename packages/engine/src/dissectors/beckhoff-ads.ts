// Beckhoff ADS, AMS/TCP: 0 u16 | length u32 | target NetId and port | source NetId and port | command u16 | state u16 | data length u32 | error |
// invoke id; little-endian. Discovery over UDP begins with a magic number.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const DISCOVERY = hex("03661471")
const TCP_HEADER_BYTES = 6
const AMS_HEADER_BYTES = 32
const MAX_COMMAND = 9
/** State flags: response, no return, ADS command, system, high priority, time stamp, UDP. */
const ADS_COMMAND = 0x0004

export const beckhoffAds = defineDissector({
  protocol: "BeckhoffADS",
  transports: ["tcp", "udp"],
  hintPorts: [48898, 48899],
  firstBytes: [0, DISCOVERY[0]],
  minBytes: 12,
  recognise({ payload, stream, transport }) {
    if (transport === "udp") return payload.has(0, DISCOVERY) && payload.u32(4) === 0 ? MATCH : NO_MATCH
    const amsBytes = stream.u32le(2)
    if (stream.u16(0) !== 0 || amsBytes < AMS_HEADER_BYTES || stream.length < TCP_HEADER_BYTES + AMS_HEADER_BYTES) return NO_MATCH
    const command = stream.u16le(22)
    const flags = stream.u16le(24)
    return command <= MAX_COMMAND && (flags & ADS_COMMAND) !== 0 && (flags & 0xff80) === 0 && stream.u32le(26) === amsBytes - AMS_HEADER_BYTES ? MATCH : NO_MATCH
  },
})
