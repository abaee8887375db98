// Roughtime: a map of tags (count u32, offsets u32, tags of four letters, values; little-endian); the IETF's drafts put "ROUGHTIM" and a length before.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = ascii("ROUGHTIM")
const tags = ["NONC", "SREP", "CERT", "SIG\0"].map(ascii)
const MAX_TAGS = 16

function isMap(payload: ByteWindow, base: number): boolean {
  const count = payload.u32le(base)
  if (count < 2 || count > MAX_TAGS) return false
  const tagsAt = base + 4 * count
  for (let previous = 0, i = 1; i < count; i++) {
    const offset = payload.u32le(base + 4 * i)
    if (offset < previous || offset % 4 !== 0 || offset > payload.length) return false
    previous = offset
  }
  for (let i = 0; i < count; i++) for (const tag of tags) if (payload.has(tagsAt + 4 * i, tag)) return true
  return false
}

export const roughtime = defineDissector({
  protocol: "Roughtime",
  transports: ["udp", "tcp"],
  hintPorts: [2002],
  firstBytes: [MAGIC[0], ...Array.from({ length: MAX_TAGS + 1 }, (_, count) => count)],
  minBytes: 32,
  recognise({ payload }) {
    if (payload.has(0, MAGIC)) return payload.u32le(8) + 12 <= 0x10000 ? MATCH : NO_MATCH
    return payload.u8(0) <= MAX_TAGS && payload.u8(3) === 0 && isMap(payload, 0) ? MATCH : NO_MATCH
  },
})
