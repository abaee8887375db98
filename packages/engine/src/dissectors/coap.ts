// CoAP, RFC 7252 section 3: version 1, type, token length | code | message id u16 | token | options | 0xff and payload.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PORT = 5683
const HEADER_BYTES = 4
const MAX_TOKEN_BYTES = 8
const PAYLOAD_MARK = 0xff
const URI_HOST = 3
const URI_PATH = 11
const URI_QUERY = 15
/** Registered option numbers (RFC 7252, 7641, 7959, 7967, 8613, 8768, 9175, 9177 and the registry). */
const optionNumbers: ReadonlySet<number> = new Set([1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 23, 27, 28, 31, 35, 39, 60, 252, 258, 292, 2049, 2053])
const MAX_OPTIONS = 64
const REQUEST_SEEN = 0x10000
/** Uri-Query of the drafts. */
const LAST_DRAFT_OPTION = 15

const typeOf = (payload: ByteWindow) => (payload.u8(0) >> 4) & 3
const isRequest = (code: number) => code >= 1 && code <= 7

/** Codes of RFC 7252, 7959, 8132, 8516. */
function isCode(code: number): boolean {
  const detail = code & 0x1f
  switch (code >> 5) {
    case 0: return detail <= 7
    case 2: return (detail >= 1 && detail <= 5) || detail === 31
    case 4: return detail <= 15 || detail === 22 || detail === 29
    case 5: return detail <= 8
    default: return false
  }
}

/** An option's delta or length whose nibble may say that bytes follow (section 3.1). */
function wide(payload: ByteWindow, at: number, nibble: number): number {
  return nibble < 13 ? nibble : nibble === 13 ? payload.u8(at) + 13 : payload.u16(at) + 269
}
const extraBytes = (nibble: number) => (nibble < 13 ? 0 : nibble === 13 ? 1 : 2)

/** Do the options end with the message, or with the mark of a payload that is there? A payload without any option proves too little. */
function hasOptions(payload: ByteWindow): boolean {
  let at = HEADER_BYTES + (payload.u8(0) & 15)
  let number = 0
  for (let options = 0; options < MAX_OPTIONS && at < payload.length; options++) {
    const head = payload.u8(at)
    if (head === PAYLOAD_MARK) return options > 0 && at + 1 < payload.length
    const delta = head >> 4
    const length = head & 15
    if (delta === 15 || length === 15) return false
    number += wide(payload, at + 1, delta)
    at += 1 + extraBytes(delta) + extraBytes(length) + wide(payload, at + 1 + extraBytes(delta), length)
    if (!optionNumbers.has(number)) return false
  }
  return at === payload.length
}

function isMessage(payload: ByteWindow): boolean {
  const tokenBytes = payload.u8(0) & 15
  const code = payload.u8(1)
  if (payload.u8(0) >> 6 !== 1 || tokenBytes > MAX_TOKEN_BYTES || !isCode(code)) return false
  if (code === 0) return payload.length === HEADER_BYTES && tokenBytes === 0 // ping, reset, empty acknowledgement
  if (isRequest(code) && typeOf(payload) > 1) return false
  return HEADER_BYTES + tokenBytes <= payload.length && hasOptions(payload)
}

/** Before the RFC (draft-ietf-core-coap-08 section 3): the low bits count options, which have no longer deltas, and no mark ends them. */
function isDraftRequest(payload: ByteWindow): boolean {
  const count = payload.u8(0) & 15
  const code = payload.u8(1)
  if (payload.u8(0) >> 6 !== 1 || typeOf(payload) > 1 || code < 1 || code > 4 || count === 0 || count === 15) return false
  let at = HEADER_BYTES
  let number = 0
  for (let i = 0; i < count; i++) {
    if (at >= payload.length) return false
    const length = payload.u8(at) & 15
    number += payload.u8(at) >> 4
    at += 1 + (length < 15 ? length : 1 + payload.u8(at + 1) + 15)
  }
  return number > 0 && number <= LAST_DRAFT_OPTION && at === payload.length
}

export const coap = defineDissector({
  protocol: "COAP",
  transports: ["udp"],
  hintPorts: [PORT],
  firstBytes: Array.from({ length: 64 }, (_, i) => 0x40 + i).filter((byte) => (byte & 15) <= MAX_TOKEN_BYTES),
  minBytes: HEADER_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (seen.dstPort === PORT && isDraftRequest(payload)) return MATCH
    if (!isMessage(payload)) return seen.hasPort(PORT) && seen.payloadPackets < 3 && payload.u8(0) >> 6 === 1 ? NEED_MORE : NO_MATCH
    // An answer that comes from the asking side proves little.
    if (seen.hasPort(PORT) && (!seen.toServer || payload.u8(1) < 0x20)) return MATCH
    // Elsewhere: a request, and its acknowledgement with the same message id.
    if (seen.toServer && isRequest(payload.u8(1)) && typeOf(payload) === 0) {
      seen.state = REQUEST_SEEN | payload.u16(2)
      return NEED_MORE
    }
    return !seen.toServer && typeOf(payload) >= 2 && seen.state === (REQUEST_SEEN | payload.u16(2)) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    if (!isRequest(payload.u8(1)) || !isMessage(payload)) return DONE
    let host = ""
    let path = ""
    let at = HEADER_BYTES + (payload.u8(0) & 15)
    let number = 0
    for (let options = 0; options < MAX_OPTIONS && at < payload.length && payload.u8(at) !== PAYLOAD_MARK; options++) {
      const delta = payload.u8(at) >> 4
      const nibble = payload.u8(at) & 15
      number += wide(payload, at + 1, delta)
      const length = wide(payload, at + 1 + extraBytes(delta), nibble)
      at += 1 + extraBytes(delta) + extraBytes(nibble)
      if (number === URI_HOST) host = printable(payload, at, length)
      if (number === URI_PATH) path += `/${printable(payload, at, length)}`
      if (number === URI_QUERY) path += `${path.includes("?") ? "&" : "?"}${printable(payload, at, length)}`
      at += length
    }
    seen.metadata.coap = { code: payload.u8(1), path: path.slice(0, 256) }
    if (host !== "") seen.setHostname(host)
    if (path !== "") seen.setInfo(path)
    return DONE
  },
})
