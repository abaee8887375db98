// Threema's chat connection (Cryptography Whitepaper, "Chat protocol"): a hello of a 32-byte key and a 16-byte cookie, the server's of a cookie
// and a box of 64, a login of 144: sizes only, so on its ports only.
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const HELLO_BYTES = 48
const SERVER_HELLO_BYTES = 80
const LOGIN_BYTES = 144

// seen.state: hello 1, server's hello 2
export const threema = defineDissector({
  protocol: "Threema",
  transports: ["tcp"],
  hintPorts: [5222, 443],
  onlyOnHintPorts: true,
  minBytes: HELLO_BYTES,
  recognise(seen): Verdict {
    const { stream } = seen
    if (!seen.streamFromStart) return NO_MATCH
    if (!seen.toServer) {
      if (seen.state !== 1 || stream.length !== SERVER_HELLO_BYTES) return NO_MATCH
      seen.state = 2
      return NEED_MORE
    }
    if (seen.state === 2) return stream.length >= HELLO_BYTES + LOGIN_BYTES ? MATCH : NEED_MORE
    if (seen.payloadPacketsToServer > 1 || stream.length !== HELLO_BYTES || isText(seen.stream.u32(0))) return NO_MATCH
    seen.state = 1
    return NEED_MORE
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})

/** A key is noise. */
function isText(word: number): boolean {
  return (word & 0x8080_8080) === 0 && ((word >>> 24) >= 0x20 || (word & 0xffff) === 0)
}
