// Canon's BJNP (as in SANE's pixma and CUPS' cups-bjnp): marker, device type, command, error, sequence, session, length of the payload.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const markers = ["BJNP", "MFNP", "BNJB", "BJNB", "PJNP"].map(ascii)
const HEADER_BYTES = 16

export const bjnp = defineDissector({
  protocol: "BJNP",
  transports: ["udp", "tcp"],
  hintPorts: [8611, 8612, 8613, 8614],
  firstBytes: [...new Set(markers.map((marker) => marker[0]))],
  minBytes: HEADER_BYTES,
  recognise({ stream, transport }) {
    // Printer, scanner, fax; the top bit marks an answer.
    const device = stream.u8(4) & 0x7f
    const isFitting = transport === "tcp" ? stream.u32(12) < 0x10000 : stream.u32(12) <= stream.length - HEADER_BYTES
    if (device === 0 || device > 3 || !isFitting) return NO_MATCH
    for (const marker of markers) if (stream.has(0, marker)) return MATCH
    return NO_MATCH
  },
})
