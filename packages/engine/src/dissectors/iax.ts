// IAX2, RFC 5456 section 8.1.1: a full frame: F=1 and source call, R and destination call, timestamp, sequence numbers, type, subclass;
// IAX control frames (type 6) carry information elements that end with the datagram.
import { MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"
import { printable } from "../bytes/text.ts"
import { DONE } from "../inspect/types.ts"
import type { ByteWindow } from "../bytes/byte-window.ts"

const PORT = 4569
const HEADER_BYTES = 12
const IAX_CONTROL = 6
const NEW = 1
const REGREQ = 0x0d
const MAX_SUBCLASS = 0x28
const VERSION = 0x0b
const USERNAME = 0x06
const CALLED_NUMBER = 0x01
/** Registered (RFC 5456 section 8.6) and some to come; 255 is a vendor's own. */
const LAST_ELEMENT = 0x40
const VENDOR_ELEMENT = 0xff
const MAX_ELEMENTS = 64

export const iax = defineDissector({
  protocol: "IAX",
  transports: ["udp"],
  hintPorts: [PORT],
  firstBytes: Array.from({ length: 128 }, (_, i) => 0x80 + i),
  minBytes: HEADER_BYTES,
  recognise(seen) {
    const { payload } = seen
    if ((payload.u8(0) & 0x80) === 0 || payload.u8(10) !== IAX_CONTROL) return NO_MATCH
    const subclass = payload.u8(11)
    if (subclass === 0 || subclass > MAX_SUBCLASS || !elementsFit(payload)) return NO_MATCH
    const isOpening = payload.u16(8) === 0 && payload.u16(2) === 0
    // A new call says its version (2) first; on the port an opening frame or one with elements is enough.
    if (isOpening && subclass === NEW) return payload.u32(HEADER_BYTES) === 0x0b020002 || seen.hasPort(PORT) ? MATCH : NO_MATCH
    return seen.hasPort(PORT) && payload.u32(4) < 1 << 24 && ((isOpening && subclass === REGREQ) || payload.length > HEADER_BYTES || payload.u16(8) < 0x0202) ? MATCH : NO_MATCH
  },
  extract(seen) {
    takeElements(seen)
    return DONE
  },
})

function elementsFit(payload: ByteWindow): boolean {
  let at = HEADER_BYTES
  for (let i = 0; i < MAX_ELEMENTS && at < payload.length; i++) {
    if (payload.u8(at) === 0 || (payload.u8(at) > LAST_ELEMENT && payload.u8(at) !== VENDOR_ELEMENT)) return false
    at += 2 + payload.u8(at + 1)
  }
  return at === payload.length
}

function takeElements(seen: Inspection): void {
  const { payload } = seen
  const record = (seen.metadata.iax ??= {})
  for (let at = HEADER_BYTES, i = 0; i < MAX_ELEMENTS && at < payload.length; i++) {
    const type = payload.u8(at)
    const size = payload.u8(at + 1)
    if (type === VERSION) record.version ??= payload.u16(at + 2)
    else if (type === USERNAME) record.username ??= printable(payload, at + 2, size, 64)
    else if (type === CALLED_NUMBER) record.calledNumber ??= printable(payload, at + 2, size, 64)
    at += 2 + size
  }
}
