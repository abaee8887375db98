// Gnutella 0.6: HTTP-like handshake over TCP; over UDP single descriptors (16 bytes of id, type, TTL, hops, length) or "GND" segments.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { headerValue } from "./text-lines.ts"

const CONNECT = ascii("GNUTELLA CONNECT/")
const STATUS = ascii("GNUTELLA/0.")
/** A host behind a wall offers a file that was asked for by a push. */
const GIVE = ascii("GIV ")
const MAX_GIVE_BYTES = 300
const SLASH = 0x2f
const COLON = 0x3a
const SEGMENT = ascii("GND")
const USER_AGENT = ascii("\nuser-agent:")
const DESCRIPTOR_BYTES = 23
const MAX_HOPS = 16
/** Ping, pong, bye, routes, vendor messages, push, distributed hash table, query, hit. */
const types = new Set([0x00, 0x01, 0x02, 0x30, 0x31, 0x32, 0x40, 0x44, 0x80, 0x81])

export const gnutella = defineDissector({
  protocol: "Gnutella",
  transports: ["tcp", "udp"],
  minBytes: 12,
  recognise({ payload, transport, payloadWireBytes, stream }) {
    if (transport === "tcp") return stream.has(0, CONNECT) || stream.has(0, STATUS) || isGive(stream) ? MATCH : NO_MATCH
    // Flags and a sequence number, then parts: number and count, the number not above the count.
    if (payload.has(0, SEGMENT)) return payload.u8(6) >= 1 && payload.u8(7) <= 32 && payload.u8(6) <= Math.max(1, payload.u8(7)) ? MATCH : NO_MATCH
    if (payload.length < DESCRIPTOR_BYTES || payload.u32le(19) !== payloadWireBytes - DESCRIPTOR_BYTES) return NO_MATCH
    return types.has(payload.u8(16)) && payload.u8(17) <= MAX_HOPS && payload.u8(18) <= MAX_HOPS && isRandomId(payload) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const record: Record<string, unknown> = (seen.metadata.gnutella = { transport: seen.transport })
    const userAgent = seen.transport === "tcp" && seen.toServer ? headerValue(seen.stream, USER_AGENT) : null
    if (userAgent !== null) record.userAgent = userAgent
    return DONE
  },
})

/** Sixteen random bytes have few zeros among them. */
function isRandomId(payload: ByteWindow): boolean {
  let zeros = 0
  for (let i = 0; i < 16; i++) if (payload.u8(i) === 0) zeros++
  return zeros <= 6
}

/** "GIV 37:B1FF...hexadecimal id of 16 bytes/name" */
function isGive(stream: ByteWindow): boolean {
  if (!stream.has(0, GIVE)) return false
  const colon = stream.indexOfByte(COLON, GIVE.length, GIVE.length + 12)
  return colon > GIVE.length && stream.u8(colon + 33) === SLASH && stream.length <= MAX_GIVE_BYTES
}
