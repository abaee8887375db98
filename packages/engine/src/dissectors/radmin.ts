// Radmin 3 has no public specification. Its packets: 1, length (32 bits, big-endian), checksum, data; the checksum is the sum of the
// data's little-endian words.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 9
const MAX_DATA_BYTES = 2048

function checksum(stream: ByteWindow, length: number): number {
  let sum = 0
  for (let at = HEADER_BYTES; at < HEADER_BYTES + length; at += 4) {
    // The last word may be short.
    for (let i = 0; i < 4 && at + i < HEADER_BYTES + length; i++) sum = (sum + stream.u8(at + i) * 2 ** (8 * i)) % 0x1_0000_0000
  }
  return sum
}

export const radmin = defineDissector({
  protocol: "Radmin",
  transports: ["tcp"],
  hintPorts: [4899],
  firstBytes: [1],
  minBytes: HEADER_BYTES + 1,
  recognise({ stream }) {
    const length = stream.u32(1)
    if (length === 0 || length > MAX_DATA_BYTES || stream.length !== HEADER_BYTES + length) return NO_MATCH
    const sum = stream.u32(5)
    return sum !== 0 && sum === checksum(stream, length) ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
