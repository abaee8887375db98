// Modbus TCP (Modbus Messaging on TCP/IP 1.0b, section 3.1.3) and Schneider's UMAS, which is Modbus function 90.
//    transaction u16 | protocol 0 u16 | length u16 | unit u8 | function u8 | data ...
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const PORT = 502
const HEADER_BYTES = 6
const MAX_LENGTH = 260
const UMAS_FUNCTION = 0x5a
const EXCEPTION = 0x80
/** Public function codes of the application protocol, section 5.1. */
const functions: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43])

/** The function of the unit that fills the window, alone or with others behind it; 0 when there is none. */
function functionOf(window: ByteWindow): number {
  let at = 0
  for (let units = 0; units < 64 && at < window.length; units++) {
    const length = window.u16(at + 4)
    if (window.u16(at + 2) !== 0 || length < 2 || length > MAX_LENGTH) return 0
    at += HEADER_BYTES + length
  }
  return at === window.length ? window.u8(7) & ~EXCEPTION : 0
}

export const modbus = defineDissector({
  protocol: "Modbus",
  transports: ["tcp"],
  minBytes: 8,
  recognise(seen) {
    const { payload } = seen
    const code = functionOf(payload)
    if (!functions.has(code)) return NO_MATCH
    if (seen.hasPort(PORT)) return MATCH
    return isAnswered(seen, code) ? MATCH : seen.toServer ? NEED_MORE : NO_MATCH
  },
})

/** Elsewhere: the answer repeats transaction, unit and function. */
function isAnswered(seen: Inspection, code: number): boolean {
  const { payload } = seen
  const id = (payload.u16(0) << 16) | (payload.u8(6) << 8) | code
  if (seen.toServer) seen.state = id
  return !seen.toServer && seen.state === id
}

export const umas = defineDissector({
  protocol: "UMAS",
  transports: ["tcp"],
  hintPorts: [PORT],
  onlyOnHintPorts: true,
  minBytes: 10,
  recognise: ({ payload }) => (functionOf(payload) === UMAS_FUNCTION ? MATCH : NO_MATCH),
})
