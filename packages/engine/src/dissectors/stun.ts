// STUN, RFC 8489 section 5, and TURN, RFC 8656: a type with two zero bits, a length in words, the cookie; attributes that add up.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const MAGIC_COOKIE = 0x2112a442
const HEADER_BYTES = 20
const MAPPED_ADDRESS = 0x0001
const REALM = 0x0014
const XOR_PEER_ADDRESS = 0x0012
const XOR_RELAYED_ADDRESS = 0x0016
const XOR_MAPPED_ADDRESS = 0x0020
const SOFTWARE = 0x8022
const RESPONSE_ORIGIN = 0x802b
const OTHER_ADDRESS = 0x802c
const MAX_ATTRIBUTES = 32
const MAX_PACKETS = 12

/** 0 = no, 1 = a STUN message without cookie (RFC 3489), 2 = with cookie. */
export function stunKind(payload: ByteWindow, at: number, wireBytes: number): 0 | 1 | 2 {
  const type = payload.u16(at)
  const length = payload.u16(at + 2)
  if (type === 0 || type >= 0x4000 || length % 4 !== 0 || payload.length < at + HEADER_BYTES) return 0
  if (payload.u32(at + 4) === MAGIC_COOKIE) return at + HEADER_BYTES + length <= wireBytes ? 2 : 0
  // Without the cookie everything must fit: the length to the byte, a binding or shared-secret method, attributes to the end.
  if (at + HEADER_BYTES + length !== wireBytes || (type & 0xfeef) > 2 || length === 0) return 0
  return attributesFit(payload, at + HEADER_BYTES, at + HEADER_BYTES + length) ? 1 : 0
}

function attributesFit(payload: ByteWindow, at: number, end: number): boolean {
  for (let i = 0; i < MAX_ATTRIBUTES && at < end; i++) {
    if (at + 4 > end) return false
    at += 4 + ((payload.u16(at + 2) + 3) & ~3)
  }
  return at === end
}

export const stun = defineDissector({
  protocol: "STUN",
  transports: ["udp", "tcp"],
  hintPorts: [3478, 3479, 5349, 19302],
  minBytes: HEADER_BYTES,
  recognise(seen): Verdict {
    const { stream } = seen
    // TURN over TCP may frame messages with a length of its own (RFC 4571).
    const framed = seen.transport === "tcp" && stream.u16(0) + 2 <= stream.length && stunKind(stream, 2, 2 + stream.u16(0)) === 2
    const kind = framed ? 2 : stunKind(stream, 0, seen.transport === "tcp" ? stream.length : seen.payloadWireBytes)
    if (kind === 2) return MATCH
    if (kind === 0) return NO_MATCH
    return seen.hasPort(3478) || seen.hasPort(3479) || ++seen.state >= 2 ? MATCH : NEED_MORE
  },
  extract(seen) {
    const { stream } = seen
    const framed = seen.transport === "tcp" && stunKind(stream, 2, stream.length) === 2 && stunKind(stream, 0, stream.length) !== 2
    const at = framed ? 2 : 0
    if (stunKind(stream, at, stream.length) !== 0) takeMessage(seen, at)
    seen.consume(stream.length)
    return seen.payloadPackets < MAX_PACKETS ? CONTINUE : DONE
  },
})

function takeMessage(seen: Inspection, start: number): void {
  const { stream } = seen
  const record = (seen.metadata.stun ??= {})
  const end = Math.min(start + HEADER_BYTES + stream.u16(start + 2), stream.length)
  record.messageType ??= stream.u16(start)
  let at = start + HEADER_BYTES
  for (let i = 0; i < MAX_ATTRIBUTES && at + 4 <= end; i++) {
    const type = stream.u16(at)
    const size = stream.u16(at + 2)
    const body = at + 4
    switch (type) {
      case MAPPED_ADDRESS:
      case XOR_MAPPED_ADDRESS:
        record.mappedAddress ??= addressText(stream, body, size, start, type !== MAPPED_ADDRESS)
        break
      case XOR_PEER_ADDRESS:
        record.peerAddress ??= addressText(stream, body, size, start, true)
        break
      case XOR_RELAYED_ADDRESS:
        record.relayedAddress ??= addressText(stream, body, size, start, true)
        break
      case RESPONSE_ORIGIN:
        record.responseOrigin ??= addressText(stream, body, size, start, false)
        break
      case OTHER_ADDRESS:
        record.otherAddress ??= addressText(stream, body, size, start, false)
        break
      case SOFTWARE:
        record.software ??= printable(stream, body, size, 128)
        break
      case REALM:
        record.realm ??= printable(stream, body, size, 128)
        if (typeof record.realm === "string" && record.realm.includes(".")) seen.setHostname(record.realm)
    }
    at = body + ((size + 3) & ~3)
  }
}

/** Address and port; XORed with cookie and transaction id (RFC 8489 section 14.2). */
function addressText(stream: ByteWindow, at: number, size: number, message: number, isXored: boolean): string | undefined {
  const family = stream.u8(at + 1)
  const port = stream.u16(at + 2) ^ (isXored ? MAGIC_COOKIE >>> 16 : 0)
  if (family === 1 && size >= 8) {
    const word = (stream.u32(at + 4) ^ (isXored ? MAGIC_COOKIE : 0)) >>> 0
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}:${port}`
  }
  if (family !== 2 || size < 20) return undefined
  const groups: string[] = []
  for (let i = 0; i < 8; i++) groups.push((stream.u16(at + 4 + i * 2) ^ (isXored ? stream.u16(message + 4 + i * 2) : 0)).toString(16))
  return `[${groups.join(":")}]:${port}`
}
