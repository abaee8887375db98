// tinc 1.0 and 1.1: the meta connection opens with a line "0 <name> 17[.<minor>]" from both sides; data goes over UDP between the same ports' daemons.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LINE_FEED = 0x0a
const SPACE = 0x20
const MAX_LINE_BYTES = 300
const UDP_SECONDS = 3600
const ONE = 0x31
const SEVEN = 0x37

export const tinc = defineDissector({
  protocol: "TINC",
  transports: ["tcp"],
  hintPorts: [655],
  firstBytes: [0x30],
  minBytes: 6,
  recognise({ stream }) {
    const end = stream.indexOfByte(LINE_FEED, 2, MAX_LINE_BYTES)
    if (end < 0) return stream.length < MAX_LINE_BYTES && stream.u8(1) === SPACE ? NEED_MORE : NO_MATCH
    return isGreeting(stream, end) ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    // A daemon listens on one port for both transports.
    seen.expect({ protocol: "TINC", transport: "udp", ip: seen.ipText("server"), port: seen.serverPort, forSeconds: UDP_SECONDS })
    return seen.payloadPackets > 1 ? DONE : CONTINUE
  },
})

/** "0 name 17.3" */
function isGreeting(stream: ByteWindow, end: number): boolean {
  if (stream.u8(1) !== SPACE) return false
  let at = 2
  while (at < end && isNameByte(stream.u8(at))) at++
  if (at === 2 || stream.u8(at) !== SPACE || stream.u8(at + 1) !== ONE || stream.u8(at + 2) !== SEVEN) return false
  for (let i = at + 3; i < end; i++) {
    const byte = stream.u8(i)
    if (byte !== 0x2e && (byte < 0x30 || byte > 0x39)) return false
  }
  return true
}

function isNameByte(byte: number): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f
}
