// ANSI C12.22 (IEEE 1703): an ACSE APDU (tag 0x60) with called and calling titles and, as user information, the EPSEM message.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const ACSE = 0x60
/** Context, called title and invocation, calling title and invocation, mechanism, authentication, user information. */
const elements: ReadonlySet<number> = new Set([0xa1, 0xa2, 0xa3, 0xa4, 0xa6, 0xa7, 0xa8, 0x8b, 0xac, 0xbe])
const MAX_ELEMENTS = 10

/** Bytes of the BER length at `at` with its value's size packed above: 0 when it is none that we take. */
function lengthAt(window: ByteWindow, at: number): number {
  const first = window.u8(at)
  if (first < 0x80) return first * 8 + 1
  if (first === 0x81) return window.u8(at + 1) * 8 + 2
  return first === 0x82 ? window.u16(at + 1) * 8 + 3 : 0
}

export const ansiC1222 = defineDissector({
  protocol: "ANSI_C1222",
  transports: ["udp", "tcp"],
  hintPorts: [1153],
  onlyOnHintPorts: true,
  minBytes: 12,
  recognise({ payload }) {
    const whole = lengthAt(payload, 1)
    if (payload.u8(0) !== ACSE || whole === 0 || 1 + (whole & 7) + (whole >> 3) !== payload.length) return NO_MATCH
    let at = 1 + (whole & 7)
    for (let count = 0; count < MAX_ELEMENTS && at < payload.length; count++) {
      const length = lengthAt(payload, at + 1)
      if (!elements.has(payload.u8(at)) || length === 0) return NO_MATCH
      at += 1 + (length & 7) + (length >> 3)
    }
    return at === payload.length ? MATCH : NO_MATCH
  },
})
