// Skinny (SCCP), Cisco's call control: length u32le, header version u32le (0, or 0x0A-0x16), message identifier u32le (counted in the length).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PORTS = [2000, 2443]
const HEADER_BYTES = 12
const MAX_MESSAGE_BYTES = 2048
const MAX_MESSAGES = 16
/** A message is cut only where a segment is full. */
const SMALLEST_FULL_SEGMENT = 536

export const skinny = defineDissector({
  protocol: "CiscoSkinny",
  transports: ["tcp"],
  hintPorts: PORTS,
  onlyOnHintPorts: true,
  minBytes: 12,
  recognise({ stream }) {
    // A row of messages, the last one perhaps not yet whole.
    let at = 0
    for (let i = 0; i < MAX_MESSAGES && at < stream.length; i++) {
      if (at + HEADER_BYTES > stream.length || !isHeader(stream, at)) return NO_MATCH
      at += 8 + stream.u32le(at)
    }
    return at <= stream.length || stream.length >= SMALLEST_FULL_SEGMENT ? MATCH : NO_MATCH
  },
})

function isHeader(stream: ByteWindow, at: number): boolean {
  const length = stream.u32le(at)
  const version = stream.u32le(at + 4)
  const message = stream.u32le(at + 8)
  if (length < 4 || length > MAX_MESSAGE_BYTES || (version !== 0 && (version < 0x0a || version > 0x20))) return false
  // Stations' messages are below 0x80 (and 0x8000 for SPCP), the call manager's 0x81-0x160. Only a keep-alive says nothing.
  if (message === 0) return length === 4
  return message <= 0x160 || (message >= 0x8000 && message <= 0x8120)
}
