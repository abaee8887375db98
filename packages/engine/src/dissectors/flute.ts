// FLUTE, RFC 6726 section 3: ALC packets (RFC 5651 header). Object 0 is the file delivery table, announced by the extension EXT_FDT;
// what it carries is XML. Where no table comes by (it is repeated now and then), three data packets of one object prove it: session and object stay, the
// FEC payload id (block and symbol, RFC 5445) counts up by one.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const EXT_FDT = 192
const FIRST_FIXED_EXTENSION = 128
const MAX_HEADER_BYTES = 120
const MAX_WAITS = 6
/** Packets in a row whose symbol is the next one. */
const RUN = 3
const MIN_SYMBOL_BYTES = 32
const XML = ascii("<?xml")
const TABLE = ascii("<FDT-Instance")
const LOCATION = ascii("Content-Location=\"")

/** Bytes of the LCT header, 0 when it is none. */
function headerBytes(payload: ByteWindow): number {
  const flags = payload.u16(0)
  const size = payload.u8(2) * 4
  // Version 1, reserved bits zero (the first edition, RFC 3451, announced times by them); the header holds at least what its flags say.
  if (flags >> 12 !== 1 || size > MAX_HEADER_BYTES || size >= payload.length) return 0
  return size >= extensionsAt(payload) ? size : 0
}

function extensionsAt(payload: ByteWindow): number {
  const flags = payload.u16(0)
  const half = (flags >> 4) & 1
  const congestion = 4 * (((flags >> 10) & 3) + 1)
  const session = 4 * ((flags >> 7) & 1) + 2 * half
  const object = 4 * ((flags >> 5) & 3) + 2 * half
  const times = 4 * ((flags >> 3) & 1) + 4 * ((flags >> 2) & 1)
  return 4 + congestion + session + object + times
}

/** Does an EXT_FDT of version 1 or 2 stand among the header's extensions? */
function hasTableExtension(payload: ByteWindow, size: number): boolean {
  for (let at = extensionsAt(payload); at < size; ) {
    const type = payload.u8(at)
    if (type === EXT_FDT) return payload.u8(at + 1) >> 4 === 1 || payload.u8(at + 1) >> 4 === 2
    const step = type >= FIRST_FIXED_EXTENSION ? 4 : 4 * payload.u8(at + 1)
    if (step === 0) return false
    at += step
  }
  return false
}

/** The object's identifier, if the header has one (section 5.1 of RFC 5651), is 0. */
function isObjectZero(payload: ByteWindow): boolean {
  const flags = payload.u16(0)
  const end = extensionsAt(payload) - 4 * ((flags >> 3) & 1) - 4 * ((flags >> 2) & 1)
  const bytes = 4 * ((flags >> 5) & 3) + 2 * ((flags >> 4) & 1)
  for (let at = end - bytes; at < end; at++) if (payload.u8(at) !== 0) return false
  return bytes > 0 && payload.u32(4) === 0
}

/** Behind the FEC payload id (4 or 8 bytes) begins the table. */
function isTable(payload: ByteWindow, size: number): boolean {
  for (let at = size + 4; at <= size + 16; at += 4) if (payload.has(at, XML) || payload.has(at, TABLE)) return true
  return false
}

// seen.state: a sum over session and object (16 bits) | the symbol (12 bits) | how long the run is (4 bits)
function goesOn(seen: Inspection, size: number): boolean {
  const { payload } = seen
  if (payload.length < size + 4 + MIN_SYMBOL_BYTES) return false
  const end = extensionsAt(payload)
  let sum = payload.u16(0) ^ size
  for (let at = 4; at < end; at++) sum = (Math.imul(sum, 31) + payload.u8(at)) & 0xffff
  const symbol = payload.u32(size) & 0xfff
  const before = seen.state
  const isNext = before !== 0 && before >>> 16 === sum && ((before >>> 4) & 0xfff) === ((symbol - 1) & 0xfff)
  const run = isNext ? Math.min((before & 15) + 1, 15) : 1
  seen.state = (sum << 16) | (symbol << 4) | run
  return run >= RUN
}

export const flute = defineDissector({
  protocol: "FLUTE",
  transports: ["udp"],
  hintPorts: [],
  firstBytes: [0x10, 0x14, 0x18, 0x1c, 0x11, 0x12, 0x15, 0x16],
  minBytes: 16,
  recognise(seen) {
    const { payload, payloadPackets } = seen
    const size = headerBytes(payload)
    if (size === 0) return NO_MATCH
    // A compressed table is no text, but only the table has this extension and object 0.
    if (hasTableExtension(payload, size)) return isTable(payload, size) || isObjectZero(payload) ? MATCH : payloadPackets < MAX_WAITS ? NEED_MORE : NO_MATCH
    return goesOn(seen, size) ? MATCH : payloadPackets < MAX_WAITS ? NEED_MORE : NO_MATCH
  },
  extract(seen) {
    const at = seen.payload.indexOf(LOCATION)
    const end = seen.payload.indexOfByte(0x22, at + LOCATION.length)
    if (at >= 0 && end > at) {
      const location = printable(seen.payload, at + LOCATION.length, end - at - LOCATION.length, 256)
      seen.metadata.flute = { location }
      seen.setInfo(location)
    }
    return DONE
  },
})
