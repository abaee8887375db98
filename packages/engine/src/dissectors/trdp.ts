// Train Real-Time Data Protocol, IEC 61375-2-3 annex A: sequence u32 | version 1.x u16 | message type of two letters | comId u32 |
// topography counters 2 x u32 | data length u32 | ...
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PROCESS_HEADER_BYTES = 40
const MESSAGE_HEADER_BYTES = 116
const letter = (text: string) => text.charCodeAt(0)
const P = letter("P")
const M = letter("M")
const processKinds = [..."rpde"].map(letter)
const messageKinds = [..."nrpqce"].map(letter)

export const trdp = defineDissector({
  protocol: "TRDP",
  transports: ["udp", "tcp"],
  minBytes: PROCESS_HEADER_BYTES,
  recognise({ stream, transport }) {
    const family = stream.u8(6)
    if (stream.u8(4) !== 1 || (family !== P && family !== M)) return NO_MATCH
    const kind = stream.u8(7)
    const headerBytes = family === P ? PROCESS_HEADER_BYTES : MESSAGE_HEADER_BYTES
    if (!(family === P ? processKinds : messageKinds).includes(kind)) return NO_MATCH
    // Data is filled up to whole words.
    const bytes = headerBytes + ((stream.u32(20) + 3) & ~3)
    return transport === "tcp" ? (bytes <= 0x20000 ? MATCH : NO_MATCH) : bytes === stream.length ? MATCH : NO_MATCH
  },
})
