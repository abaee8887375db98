// Diameter, RFC 6733: a header of 20 bytes (section 3), then AVPs (section 4); the first one of nearly all messages names the session or origin.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const VERSION = 1
const HEADER_BYTES = 20
const MAX_MESSAGE_BYTES = 128 * 1024
const RESERVED_FLAGS = 0x0f
const RESERVED_AVP_FLAGS = 0x1f
const AVP_VENDOR = 0x80
const SESSION_ID = 263
const ORIGIN_HOST = 264
const ORIGIN_REALM = 296
const RESULT_CODE = 268
const MAX_AVPS = 24
const isCommand = (code: number): boolean => (code >= 257 && code <= 330) || (code >= 8388608 && code <= 8388767)

export const diameter = defineDissector({
  protocol: "Diameter",
  transports: ["tcp", "sctp"],
  hintPorts: [3868],
  firstBytes: [VERSION],
  minBytes: HEADER_BYTES + 8,
  recognise({ stream }) {
    const length = stream.u24(1)
    if ((length & 3) !== 0 || length < HEADER_BYTES + 8 || length > MAX_MESSAGE_BYTES) return NO_MATCH
    if ((stream.u8(4) & RESERVED_FLAGS) !== 0 || !isCommand(stream.u24(5))) return NO_MATCH
    const avpBytes = stream.u24(HEADER_BYTES + 5)
    const first = stream.u32(HEADER_BYTES)
    return first > 0 && first < 2048 && (stream.u8(HEADER_BYTES + 4) & RESERVED_AVP_FLAGS) === 0 && avpBytes >= 8 && avpBytes <= length - HEADER_BYTES ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const record: Record<string, unknown> = (seen.metadata.diameter ??= {})
    record.command ??= stream.u24(5)
    record.application ??= stream.u32(8)
    const end = Math.min(stream.length, stream.u24(1))
    for (let at = HEADER_BYTES, avps = 0; avps < MAX_AVPS && at + 8 <= end; avps++) {
      const size = stream.u24(at + 5)
      if (size < 8) break
      takeAvp(stream, at, size, record)
      at += (size + 3) & ~3
    }
    if (record.originHost !== undefined) seen.setInfo(String(record.originHost))
    return DONE
  },
})

function takeAvp(stream: ByteWindow, at: number, size: number, record: Record<string, unknown>): void {
  const value = at + ((stream.u8(at + 4) & AVP_VENDOR) !== 0 ? 12 : 8)
  const code = stream.u32(at)
  if (code === RESULT_CODE) record.resultCode = stream.u32(value)
  const name = code === SESSION_ID ? "sessionId" : code === ORIGIN_HOST ? "originHost" : code === ORIGIN_REALM ? "originRealm" : null
  if (name !== null) record[name] = printable(stream, value, at + size - value, 128)
}
