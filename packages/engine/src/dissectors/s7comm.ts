// Siemens S7: TPKT (RFC 1006) and COTP (X.224) data, then protocol id 0x32 (S7comm) or 0x72 (S7comm-plus).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const TPKT_VERSION = 3
const COTP_DATA = 0xf0
const COTP_CONNECT = 0xe0
const COTP_CONFIRM = 0xd0
const S7 = 0x32
const S7_PLUS = 0x72

/** What stands in the TPKT at the front. */
function protocolByte(stream: ByteWindow, wanted: number): Verdict {
  if (stream.u8(0) !== TPKT_VERSION || stream.u8(1) !== 0) return NO_MATCH
  const tpktBytes = stream.u16(2)
  const cotpBytes = stream.u8(4)
  const kind = stream.u8(5) & 0xf0
  // The transport connection comes first: the next TPKT of this direction tells.
  if ((kind === COTP_CONNECT || kind === COTP_CONFIRM) && cotpBytes === tpktBytes - 5) {
    if (stream.length < tpktBytes + 8) return NEED_MORE
    const next = stream.u8(tpktBytes + 5) === COTP_DATA && stream.u8(tpktBytes) === TPKT_VERSION
    return next && stream.u8(tpktBytes + 7) === wanted ? MATCH : NO_MATCH
  }
  return stream.u8(5) === COTP_DATA && cotpBytes === 2 && tpktBytes >= 8 && stream.u8(7) === wanted ? MATCH : NO_MATCH
}

export const s7comm = defineDissector({
  protocol: "S7Comm",
  transports: ["tcp"],
  hintPorts: [102],
  firstBytes: [TPKT_VERSION],
  minBytes: 8,
  recognise: ({ stream }) => protocolByte(stream, S7),
})

export const s7commPlus = defineDissector({
  protocol: "S7CommPlus",
  transports: ["tcp"],
  hintPorts: [102],
  firstBytes: [TPKT_VERSION],
  minBytes: 8,
  recognise: ({ stream }) => protocolByte(stream, S7_PLUS),
})
