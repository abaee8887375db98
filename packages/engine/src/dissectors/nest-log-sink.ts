// Nest's log sink: OpenWeave messages over TCP, each behind its 16-bit length: header u16 (version 1, both nodes named) | message id u32 |
// source node u64 | destination node u64, little-endian; node ids are EUI-64 of Nest's 18-b4-30.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LENGTH_BYTES = 2
/** Version 1, destination and source present; the encryption type stands between. */
const HEADER = 0x1300
const ENCRYPTION_BITS = 0x00f0
const isNestNode = (window: ByteWindow, at: number) => window.u8(at + 7) === 0x18 && window.u8(at + 6) === 0xb4 && window.u8(at + 5) === 0x30

export const nestLogSink = defineDissector({
  protocol: "NestLogSink",
  transports: ["tcp"],
  hintPorts: [11095],
  minBytes: 24,
  recognise({ stream }) {
    if ((stream.u16le(LENGTH_BYTES) & ~ENCRYPTION_BITS) !== HEADER || stream.u16le(0) < 24) return NO_MATCH
    return isNestNode(stream, 8) && isNestNode(stream, 16) ? MATCH : NO_MATCH
  },
})
