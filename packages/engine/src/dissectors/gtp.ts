// GTP on its ports: user plane (3GPP TS 29.281) 2152, control plane v1 (TS 29.060) and v2 (TS 29.274) 2123, charging GTP' (TS 32.295) 3386.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const USER_PORT = 2152
const CONTROL_PORT = 2123
const PRIME_PORT = 3386
const PROTOCOL_TYPE = 0x10
/** End marker, error indication, echo, tunnel status, extension headers, packets of the user. */
const userMessages = new Set([1, 2, 26, 31, 253, 254, 255])
/** GTP': node alive, redirection, data record transfer, and what all have. */
const primeMessages = new Set([1, 2, 3, 4, 5, 6, 7, 240, 241])

export const gtp = defineDissector({
  protocol: "GTP",
  transports: ["udp"],
  hintPorts: [USER_PORT, CONTROL_PORT, PRIME_PORT],
  onlyOnHintPorts: true,
  minBytes: 8,
  recognise(seen) {
    return kindOf(seen.payload, seen.payloadWireBytes, seen.hasPort(USER_PORT), seen.hasPort(CONTROL_PORT), seen.hasPort(PRIME_PORT)) === "" ? NO_MATCH : MATCH
  },
  extract(seen) {
    const kind = kindOf(seen.payload, seen.payloadWireBytes, seen.hasPort(USER_PORT), seen.hasPort(CONTROL_PORT), seen.hasPort(PRIME_PORT))
    if (kind !== "") seen.setApp(kind)
    seen.metadata.gtp = { version: seen.payload.u8(0) >> 5, messageType: seen.payload.u8(1) }
    return DONE
  },
})

function kindOf(payload: ByteWindow, wireBytes: number, user: boolean, control: boolean, prime: boolean): string {
  const flags = payload.u8(0)
  const version = flags >> 5
  const type = payload.u8(1)
  const length = payload.u16(2)
  if (user && version === 1 && (flags & 0x18) === PROTOCOL_TYPE && userMessages.has(type) && length === wireBytes - 8) return "GTP_U"
  if (control) {
    if (version === 1 && (flags & 0x18) === PROTOCOL_TYPE && type !== 0 && length === wireBytes - 8) return "GTP_C"
    // v2: another message may ride along (P); the last bits are spare.
    const isPiggybacked = (flags & 0x10) !== 0
    if (version === 2 && (flags & 0x03) === 0 && type !== 0 && (isPiggybacked ? length < wireBytes - 4 : length === wireBytes - 4)) return "GTP_C"
  }
  // The header of 6 bytes, or version 0's of 20.
  if (prime && version <= 2 && (flags & PROTOCOL_TYPE) === 0 && primeMessages.has(type) && (length === wireBytes - 6 || length === wireBytes - 20)) return "GTP_PRIME"
  return ""
}

