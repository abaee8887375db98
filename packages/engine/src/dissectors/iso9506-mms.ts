// MMS, ISO 9506-1 (IEC 61850): TPKT and COTP data, then ISO session, presentation, ACSE. The association names the MMS abstract
// syntax 1.0.9506.2.x; later messages carry it in presentation data values of context 3.
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const TPKT_VERSION = 3
const COTP_DATA = 0xf0
const COTP_CONNECT = 0xe0
const COTP_CONFIRM = 0xd0
const COTP_AT = 4
const SESSION_AT = 7
/** Session SPDUs: connect, accept. */
const CONNECT = 0x0d
const ACCEPT = 0x0e
const MMS_SYNTAX = hex("28ca22 02")
/** Give tokens, then data transfer; a presentation user-data value follows. */
const DATA_TRANSFER = hex("01000100 61")
const CONTEXT_3 = hex("020103 a0")
const MAX_TPKTS = 4
const MAX_ASSOCIATION_BYTES = 512

export const iso9506Mms = defineDissector({
  protocol: "ISO9506-1-MMS",
  transports: ["tcp"],
  hintPorts: [102],
  firstBytes: [TPKT_VERSION],
  minBytes: 8,
  recognise({ stream }) {
    let at = 0
    for (let packets = 0; packets < MAX_TPKTS && at + SESSION_AT < stream.length; packets++) {
      const bytes = stream.u16(at + 2)
      const kind = stream.u8(at + COTP_AT + 1)
      if (stream.u8(at) !== TPKT_VERSION || stream.u8(at + 1) !== 0 || bytes < SESSION_AT) return NO_MATCH
      if (kind === COTP_DATA && stream.u8(at + COTP_AT) === 2) return isMms(stream, at + SESSION_AT, Math.min(at + bytes, stream.length)) ? MATCH : NO_MATCH
      // The transport connection comes first.
      if ((kind !== COTP_CONNECT && kind !== COTP_CONFIRM) || stream.u8(at + COTP_AT) !== bytes - 5) return NO_MATCH
      at += bytes
    }
    return NEED_MORE
  },
})

function isMms(stream: ByteWindow, from: number, end: number): boolean {
  const type = stream.u8(from)
  if (type === CONNECT || type === ACCEPT) return stream.indexOf(MMS_SYNTAX, from, Math.min(end, from + MAX_ASSOCIATION_BYTES)) > 0 || (type === ACCEPT && stream.indexOf(CONTEXT_3, from, Math.min(end, from + MAX_ASSOCIATION_BYTES)) > 0)
  return stream.has(from, DATA_TRANSFER) && stream.indexOf(CONTEXT_3, from + DATA_TRANSFER.length, Math.min(end, from + 20)) > 0
}
