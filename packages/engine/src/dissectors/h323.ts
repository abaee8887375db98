// H.323: RAS over UDP and call signalling over TPKT carry the object identifier of H.225.0 (0.0.8.2250.0.v), H.245 that of H.245 (0.0.8.245.0.v).
//    TPKT (RFC 1006): 03 00, length u16; then Q.931: 08, a call reference of two bytes, a message type, or a H.245 message
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const H225_IDENTIFIER = hex("0008914a00")
const H245_IDENTIFIER = hex("0008817500")
const Q931 = 0x08
/** Alerting, call proceeding, progress, setup, connect, setup acknowledge, connect acknowledge, release complete, facility, information, status. */
const q931Messages = [0x01, 0x02, 0x03, 0x05, 0x07, 0x0d, 0x0f, 0x5a, 0x62, 0x7b, 0x7d, 0x75]
const USER_USER = 0x7e
const MAX_RAS_HEAD_BYTES = 32
const MAX_SETUP_BYTES = 300

export const h323 = defineDissector({
  protocol: "H323",
  transports: ["tcp", "udp"],
  hintPorts: [1719, 1720, 1718],
  minBytes: 8,
  recognise(seen): Verdict {
    const { stream } = seen
    if (seen.transport === "udp") return isRas(seen.payload, seen.hasPort(1719) || seen.hasPort(1718)) ? MATCH : NO_MATCH
    if (stream.u16(0) !== 0x0300) return NO_MATCH
    const length = stream.u16(2)
    if (length < 8) return NO_MATCH
    // H.245: its identifier stands in the first request (terminal capabilities).
    const h245 = stream.indexOf(H245_IDENTIFIER, 4, 24)
    if (h245 > 0) return MATCH
    if (stream.u8(4) !== Q931 || stream.u8(5) !== 2 || !q931Messages.includes(stream.u8(8))) return NO_MATCH
    if (seen.hasPort(1720)) return MATCH
    const end = Math.min(length, MAX_SETUP_BYTES)
    if (stream.length < end) return NEED_MORE
    return stream.indexOfByte(USER_USER, 9, end) > 0 && stream.indexOf(H225_IDENTIFIER, 9, end) > 0 ? MATCH : NO_MATCH
  },
})

/** RAS messages are PER: a choice, optional parts, a number, then the identifier in the requests and most answers. */
function isRas(payload: ByteWindow, isOnPort: boolean): boolean {
  if (payload.u8(0) === 0 || payload.u8(0) >= 0x80) return false
  const at = payload.indexOf(H225_IDENTIFIER, 2, MAX_RAS_HEAD_BYTES)
  return at > 0 && (payload.u8(at - 1) === 6 || isOnPort)
}
