// SOME/IP, AUTOSAR PRS_SOMEIPProtocol section 4.1: service u16 | method u16 | length u32 (from here on) | client u16 | session u16 |
// protocol version 1 | interface version | message type | return code.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 16
const UNCOUNTED_BYTES = 8
const PROTOCOL_VERSION = 1
/** Segmented (SOME/IP-TP). */
const TP_FLAG = 0x20
const types: ReadonlySet<number> = new Set([0x00, 0x01, 0x02, 0x40, 0x41, 0x42, 0x80, 0x81, 0xc0, 0xc1])
const MAX_RETURN_CODE = 0x5e
const MAX_BYTES = 1 << 20

export const someip = defineDissector({
  protocol: "SOMEIP",
  transports: ["udp", "tcp"],
  hintPorts: [30490, 30491, 30501],
  minBytes: HEADER_BYTES,
  recognise({ stream, transport }) {
    const bytes = stream.u32(4) + UNCOUNTED_BYTES
    const type = stream.u8(14) & ~TP_FLAG
    if (stream.u8(12) !== PROTOCOL_VERSION || bytes < HEADER_BYTES || bytes > MAX_BYTES || !types.has(type) || stream.u16(0) === 0) return NO_MATCH
    const returnCode = stream.u8(15)
    if (type < 0x80 ? returnCode !== 0 : returnCode > MAX_RETURN_CODE) return NO_MATCH
    if (bytes === stream.length) return MATCH
    // Several messages in one datagram, or a message in several segments.
    if (bytes < stream.length) return stream.u8(bytes + 12) === PROTOCOL_VERSION && stream.u32(bytes + 4) + UNCOUNTED_BYTES + bytes <= MAX_BYTES && types.has(stream.u8(bytes + 14) & ~TP_FLAG) && stream.u32(bytes + 4) >= 8 ? MATCH : NO_MATCH
    return transport === "tcp" && stream.length >= 512 && stream.u16(2) !== 0 && stream.u8(4) === 0 ? MATCH : NO_MATCH
  },
})
