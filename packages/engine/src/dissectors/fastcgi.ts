// FastCGI specification, section 3.3: records of version 1 | type | request id u16 | content length u16 | padding | reserved. An application is
// called by BEGIN_REQUEST (role, flags); its parameters are those of CGI (RFC 3875).
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 8
const VERSION = 1
const BEGIN_REQUEST = 1
const PARAMETERS = 4
const BEGIN_BYTES = 8
const STANDARD_OUTPUT = 6
const headers = ["content-type:", "status: ", "location: ", "x-powered-by:", "set-cookie:", "cache-control:", "expires:"].map(ascii)
const LAST_ROLE = 3
const MAX_PARAMETERS = 100

/** Standard output that begins with a CGI header (RFC 3875 section 6.3). */
function isAnswer(stream: ByteWindow): boolean {
  if (stream.u8(1) !== STANDARD_OUTPUT || stream.u16(2) === 0 || stream.u16(4) === 0 || stream.u8(7) !== 0) return false
  for (const header of headers) if (stream.hasNoCase(HEADER_BYTES, header)) return true
  return false
}

export const fastcgi = defineDissector({
  protocol: "FastCGI",
  transports: ["tcp"],
  hintPorts: [9000],
  firstBytes: [VERSION],
  minBytes: HEADER_BYTES + BEGIN_BYTES,
  recognise({ stream, toServer }) {
    if (!toServer && isAnswer(stream)) return MATCH
    if (stream.u8(1) !== BEGIN_REQUEST || stream.u16(4) !== BEGIN_BYTES || stream.u8(7) !== 0) return NO_MATCH
    const role = stream.u16(8)
    if (role < 1 || role > LAST_ROLE || stream.u8(10) > 1 || stream.u32(11) !== 0 || stream.u8(15) !== 0) return NO_MATCH
    const next = HEADER_BYTES + BEGIN_BYTES + stream.u8(6)
    return stream.length <= next || (stream.u8(next) === VERSION && stream.u8(next + 1) <= 5) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (!seen.toServer) return CONTINUE
    const at = HEADER_BYTES + BEGIN_BYTES + stream.u8(6)
    if (stream.length < at + HEADER_BYTES) return CONTINUE
    if (stream.u8(at + 1) !== PARAMETERS) return DONE
    const end = at + HEADER_BYTES + stream.u16(at + 4)
    if (stream.length < end && seen.payloadPackets < 8) return CONTINUE
    const record = (seen.metadata.fastcgi ??= {})
    let cursor = at + HEADER_BYTES
    for (let count = 0; count < MAX_PARAMETERS && cursor < Math.min(end, stream.length); count++) {
      const isLongName = stream.u8(cursor) >= 0x80
      const nameBytes = isLongName ? stream.u32(cursor) & 0x7fffffff : stream.u8(cursor)
      cursor += isLongName ? 4 : 1
      const isLongValue = stream.u8(cursor) >= 0x80
      const valueBytes = isLongValue ? stream.u32(cursor) & 0x7fffffff : stream.u8(cursor)
      cursor += isLongValue ? 4 : 1
      const value = printable(stream, cursor + nameBytes, valueBytes, 256)
      switch (printable(stream, cursor, nameBytes, 64)) {
        case "REQUEST_METHOD": record.method = value; break
        case "REQUEST_URI": record.url = value; break
        case "HTTP_USER_AGENT": record.userAgent = value; break
        case "SCRIPT_FILENAME": record.script = value; break
        case "HTTP_HOST": seen.setHostname(value); break
        default: break
      }
      cursor += nameBytes + valueBytes
    }
    if (typeof record.url === "string") seen.setInfo(record.url)
    return DONE
  },
})
