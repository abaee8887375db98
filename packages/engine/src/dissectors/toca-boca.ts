// Toca Boca's games play over Photon (UDP 5055): peer id, CRC flag, count of commands, time, challenge; commands of type, channel, flags, reserved, length,
// sequence. Idle clients ping with 12 bytes of 0x7d and a counter.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PING = 0x7d
const PING_BYTES = 13
const HEADER_BYTES = 12
const COMMAND_BYTES = 12
const LAST_COMMAND = 15
const MAX_COMMANDS = 64

function isPing(payload: ByteWindow): boolean {
  if (payload.length !== PING_BYTES) return false
  for (let at = 0; at < PING_BYTES - 1; at++) if (payload.u8(at) !== PING) return false
  return true
}

function commandsFit(payload: ByteWindow): boolean {
  const count = payload.u8(3)
  if (payload.u8(2) > 1 || count === 0 || count > MAX_COMMANDS || payload.u32(8) === 0) return false
  let at = payload.u8(2) === 0 ? HEADER_BYTES : HEADER_BYTES + 4 // a CRC
  for (let i = 0; i < count; i++) {
    const type = payload.u8(at)
    const bytes = payload.u32(at + 4)
    if (type === 0 || type > LAST_COMMAND || bytes < COMMAND_BYTES) return false
    at += bytes
    if (at > payload.length) return false
  }
  return at === payload.length
}

export const tocaBoca = defineDissector({
  protocol: "TocaBoca",
  transports: ["udp"],
  hintPorts: [5055],
  onlyOnHintPorts: true,
  minBytes: PING_BYTES,
  recognise: ({ payload }) => (isPing(payload) || commandsFit(payload) ? MATCH : NO_MATCH),
})
