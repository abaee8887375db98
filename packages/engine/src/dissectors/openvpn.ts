// OpenVPN: the reset that opens a session. Opcode (5 bits) and key id, session id, then (depending on tls-auth, tls-crypt) an
// HMAC, packet id and time, then the acknowledgement count 0 and message id 0. Over TCP behind a 16-bit length.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const RESET_CLIENT_V2 = 0x38
const RESET_CLIENT_V3 = 0x50
const RESET_SERVER_V2 = 0x40
const SESSION_END = 9
/** Lengths of the HMACs in use: MD5, SHA-1, SHA-256, SHA-384, SHA-512. */
const hmacBytes = [16, 20, 32, 48, 64]
const TLS_CRYPT_HMAC_BYTES = 32
/** The largest HMAC and all that stands around it; version 3 brings the client's wrapped key (tls-crypt-v2). */
const MAX_RESET_BYTES = 128
const MAX_RESET_V3_BYTES = 1300
/** Packet ids of a reset: the first, or some retransmission; 2.6 marks those that want early negotiation (0x0f000001). */
const MAX_FIRST_ID = 4
const EARLY_NEGOTIATION = 0x0f000000
const SECONDS_OF_CLOCK_SKEW = 86_400

const isOpcode = (opcode: number): boolean => opcode === RESET_CLIENT_V2 || opcode === RESET_CLIENT_V3 || opcode === RESET_SERVER_V2

function isReset(window: ByteWindow, at: number, bytes: number, nowSeconds: number): boolean {
  const opcode = window.u8(at)
  const isClient = opcode === RESET_CLIENT_V2 || opcode === RESET_CLIENT_V3
  if (!isClient && opcode !== RESET_SERVER_V2) return false
  // Plain: nothing acknowledged, message 0. The server acknowledges message 0 and repeats the client's session id.
  if (opcode === RESET_CLIENT_V2 && bytes === SESSION_END + 5) return window.u8(at + 9) === 0 && window.u32(at + 10) === 0
  if (opcode === RESET_SERVER_V2 && bytes === SESSION_END + 17) return window.u8(at + 9) === 1 && window.u32(at + 10) === 0 && window.u32(at + 22) === 0
  // tls-auth: HMAC, packet id 1, time, then the same.
  for (const hmac of hmacBytes) {
    const replay = at + SESSION_END + hmac
    if (isFirstId(window.u32(replay)) && isNear(window.u32(replay + 4), nowSeconds) && window.u8(replay + 8) <= 1) return true
  }
  // tls-crypt: packet id 1 and time stand in clear, the rest is encrypted.
  return bytes >= SESSION_END + 8 + TLS_CRYPT_HMAC_BYTES && isFirstId(window.u32(at + SESSION_END)) && isNear(window.u32(at + SESSION_END + 4), nowSeconds)
}

function isFirstId(id: number): boolean {
  const count = id >= EARLY_NEGOTIATION ? id - EARLY_NEGOTIATION : id
  return count >= 1 && count <= MAX_FIRST_ID
}

function isNear(seconds: number, nowSeconds: number): boolean {
  return Math.abs(seconds - nowSeconds) < SECONDS_OF_CLOCK_SKEW
}

export const openvpn = defineDissector({
  protocol: "OpenVPN",
  transports: ["udp", "tcp"],
  minBytes: SESSION_END + 5,
  recognise(seen): Verdict {
    const { stream, transport } = seen
    const at = transport === "udp" ? 0 : 2
    const bytes = stream.length - at
    if (at === 0) return isReset(stream, at, bytes, seen.timestampUs / 1e6) ? MATCH : isAnswered(seen, at, bytes)
    const first = stream.u16(0)
    if (first < SESSION_END + 5 || first > MAX_RESET_V3_BYTES) return NO_MATCH
    if (first > bytes) return isOpcode(stream.u8(at)) ? NEED_MORE : NO_MATCH
    // The acknowledgement may come in the same segment.
    return isReset(stream, at, first, seen.timestampUs / 1e6) ? MATCH : isAnswered(seen, at, first)
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})

/** Clocks may be wrong: then the server's reset must repeat the client's session id. `state` is its first half. */
function isAnswered(seen: Inspection, at: number, bytes: number): Verdict {
  const { stream } = seen
  const opcode = stream.u8(at)
  if (bytes > (opcode === RESET_CLIENT_V3 ? MAX_RESET_V3_BYTES : MAX_RESET_BYTES)) return NO_MATCH
  if (seen.toServer) {
    if (opcode !== RESET_CLIENT_V2 && opcode !== RESET_CLIENT_V3) return NO_MATCH
    seen.state = stream.u32(at + 1) | 0
    return NEED_MORE // of tls-crypt not even the session id is repeated, but its packet ids stand in the clear
  }
  if (opcode !== RESET_SERVER_V2 || seen.state === 0) return NO_MATCH
  for (let i = at + SESSION_END; i + 4 <= at + bytes; i++) if ((stream.u32(i) | 0) === seen.state) return MATCH
  return isFirstId(stream.u32(at + SESSION_END)) && bytes >= SESSION_END + 8 + TLS_CRYPT_HMAC_BYTES ? MATCH : NO_MATCH
}
