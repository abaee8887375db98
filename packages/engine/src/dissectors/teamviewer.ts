// TeamViewer has no public specification. Its packets: a marker, a command and a little-endian length (two generations over TCP);
// over UDP eleven bytes stand before the marker.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const TEAMVIEWER_PORT = 5938
const MARKER = 0x1724
const SECOND_MARKER = 0x1130
const FIRST_HEADER_BYTES = 5
const SECOND_HEADER_BYTES = 24
const UDP_MARKER_AT = 11
const UDP_HEADER_BYTES = 16

function isMessage(stream: ByteWindow, onPort: boolean): boolean {
  if (stream.u16(0) === MARKER) {
    const next = FIRST_HEADER_BYTES + stream.u16le(3)
    if (next === stream.length || (next + 1 < stream.length && stream.u16(next) === MARKER)) return true
    return onPort && stream.u8(2) !== 0 && next > FIRST_HEADER_BYTES
  }
  if (stream.u16(0) !== SECOND_MARKER || stream.u8(3) !== 0) return false
  const next = SECOND_HEADER_BYTES + stream.u32le(4)
  return next === stream.length || (next + 1 < stream.length && stream.u16(next) === SECOND_MARKER)
}

export const teamviewer = defineDissector({
  protocol: "TeamViewer",
  transports: ["tcp", "udp"],
  hintPorts: [TEAMVIEWER_PORT],
  minBytes: 9,
  recognise(seen) {
    const { stream, transport } = seen
    if (transport === "tcp") return isMessage(stream, seen.hasPort(TEAMVIEWER_PORT)) ? MATCH : NO_MATCH
    return stream.u16(UDP_MARKER_AT) === MARKER && UDP_HEADER_BYTES + stream.u16le(14) === seen.payloadWireBytes ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
