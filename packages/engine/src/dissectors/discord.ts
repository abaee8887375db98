// Discord's voice connections, docs "Voice: IP Discovery": a request of 74 bytes (type 1, length 70, SSRC, 64 bytes of address, port), the
// answer (type 2) with the client's public address; then RTP. Keep-alives are 13 37 CA FE and a counter.
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"
import { looksLikeRtp } from "./rtp.ts"
import { plainFraming } from "../calls/media-framing.ts"

const DISCOVERY_BYTES = 74
const REQUEST = 0x0001_0046
const ANSWER = 0x0002_0046
const KEEP_ALIVE = 0x1337_cafe
const KEEP_ALIVE_BYTES = 8

export const discord = defineDissector({
  protocol: "Discord",
  transports: ["udp"],
  firstBytes: [0x00, 0x13],
  minBytes: KEEP_ALIVE_BYTES,
  recognise({ payload, payloadWireBytes }): Verdict {
    const opening = payload.u32(0)
    // Keep-alive of a call whose beginning was not seen.
    if (opening === KEEP_ALIVE) return payloadWireBytes === KEEP_ALIVE_BYTES ? MATCH : NO_MATCH
    if (payloadWireBytes !== DISCOVERY_BYTES) return NO_MATCH
    if (opening === ANSWER) return payload.u8(8) >= 0x30 && payload.u8(8) <= 0x39 ? MATCH : NO_MATCH
    if (opening !== REQUEST) return NO_MATCH
    // The request has room for the answer, empty.
    for (let at = 8; at < 72; at += 8) if (payload.u32(at) !== 0 || payload.u32(at + 4) !== 0) return NO_MATCH
    return MATCH
  },
  extract(seen) {
    const { payload } = seen
    seen.setEncrypted(true)
    if (payload.u32(0) === ANSWER && payload.length === DISCOVERY_BYTES) {
      const end = payload.indexOfByte(0, 8, 72)
      seen.metadata.discord = { clientIp: printable(payload, 8, (end < 0 ? 72 : end) - 8, 64) }
    } else if (looksLikeRtp(payload)) seen.carriesMedia(plainFraming)
    return seen.payloadPackets < 64 ? CONTINUE : DONE
  },
})
