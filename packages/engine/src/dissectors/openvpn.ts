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
/** The largest HMAC and all that stands around it. */
const MAX_RESET_BYTES = 128
const SECONDS_OF_CLOCK_SKEW = 86_400

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
    if (window.u32(replay) === 1 && isNear(window.u32(replay + 4), nowSeconds) && window.u8(replay + 8) <= 1) return true
  }
  // tls-crypt: packet id 1 and time stand in clear, the rest is encrypted.
  return bytes >= SESSION_END + 8 + TLS_CRYPT_HMAC_BYTES && window.u32(at + SESSION_END) === 1 && isNear(window.u32(at + SESSION_END + 4), nowSeconds)
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
    if (at > 0 && stream.u16(0) !== bytes) return NO_MATCH
    return isReset(stream, at, bytes, seen.timestampUs / 1e6) ? MATCH : isAnswered(seen, at, bytes)
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
  if (bytes > MAX_RESET_BYTES) return NO_MATCH
  if (seen.toServer) {
    if (opcode !== RESET_CLIENT_V2 && opcode !== RESET_CLIENT_V3) return NO_MATCH
    seen.state = stream.u32(at + 1) | 0
    return NEED_MORE
  }
  if (opcode !== RESET_SERVER_V2 || seen.state === 0) return NO_MATCH
  for (let i = at + SESSION_END; i + 4 <= stream.length; i++) if ((stream.u32(i) | 0) === seen.state) return MATCH
  return NO_MATCH
}
