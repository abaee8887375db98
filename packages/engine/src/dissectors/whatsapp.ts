// WhatsApp's chat connection: "WA", version, then frames with a 24-bit length (FunXMPP or Noise inside); "ED" and routing data may come first.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, DONE } from "../inspect/types.ts"

const INTRODUCTION = ascii("WA")
const ROUTING = ascii("ED\x00\x01")
const MAX_VERSION = 9

export const whatsapp = defineDissector({
  protocol: "WhatsApp",
  transports: ["tcp"],
  hintPorts: [5222, 443, 80, 5228],
  firstBytes: [INTRODUCTION[0], ROUTING[0]],
  minBytes: 7,
  recognise({ stream, toServer }) {
    if (!toServer) return NO_MATCH
    // "ED", version, 24-bit length of the routing data, then the introduction.
    const at = stream.has(0, ROUTING) ? 7 + stream.u24(4) : 0
    if (at > 512) return NO_MATCH
    if (stream.length < at + 7) return NEED_MORE
    const fits = stream.has(at, INTRODUCTION) && stream.u8(at + 2) >= 1 && stream.u8(at + 2) <= MAX_VERSION && stream.u8(at + 3) <= MAX_VERSION
    // The first frame: short, and the versions before Noise begin it with a list.
    return fits && stream.u8(at + 4) === 0 && stream.u16(at + 5) < 2048 ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
