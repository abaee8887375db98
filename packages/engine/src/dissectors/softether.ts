// SoftEther VPN beside TLS: its NAT traversal. Requests and answers are serialised packs: count of elements, then of each the name (its length counts a
// zero that is not sent), type, count of values, values; all numbers of 32 bits, big-endian. A pack that fills its datagram is one whatever its names;
// the question for one's own address is one byte, the answer "IP=192.0.2.1,PORT=1234".
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NAT_TRAVERSAL_PORT = 5004
const IP_TEXT = ascii("IP=")
const PORT_TEXT = ascii(",PORT=")
const MAX_ELEMENTS = 64
/** Types: number, bytes, text, text in Unicode, number of 64 bits. */
const NUMBER = 0
const NUMBER64 = 4
const MIN_NAME_BYTES = 2
const MAX_NAME_BYTES = 64
const MAX_ANSWER_BYTES = 64

export const softether = defineDissector({
  protocol: "Softether",
  transports: ["udp"],
  hintPorts: [NAT_TRAVERSAL_PORT],
  firstBytes: [0, IP_TEXT[0]],
  minBytes: 12,
  recognise({ payload }) {
    if (payload.has(0, IP_TEXT)) return payload.length <= MAX_ANSWER_BYTES && payload.indexOf(PORT_TEXT, 10, 24) > 0 ? MATCH : NO_MATCH
    return isPack(payload) ? MATCH : NO_MATCH
  },
})

function isPack(payload: ByteWindow): boolean {
  const elements = payload.u32(0)
  if (elements === 0 || elements > MAX_ELEMENTS) return false
  let at = 4
  for (let i = 0; i < elements && at > 0; i++) at = afterElement(payload, at)
  return at === payload.length
}

/** Where the next element begins; 0 when none stands at `at`. */
function afterElement(payload: ByteWindow, at: number): number {
  const nameBytes = payload.u32(at) - 1
  if (nameBytes < MIN_NAME_BYTES || nameBytes > MAX_NAME_BYTES || !isName(payload, at + 4, nameBytes)) return 0
  const type = payload.u32(at + 4 + nameBytes)
  const values = payload.u32(at + 8 + nameBytes)
  if (type > NUMBER64 || values === 0 || values > MAX_ELEMENTS) return 0
  let end = at + 12 + nameBytes
  for (let i = 0; i < values && end <= payload.length; i++) {
    // A length that nobody can mean leaves the datagram, and no 32 bits overflow here: the loop stops.
    end += type === NUMBER ? 4 : type === NUMBER64 ? 8 : 4 + payload.u32(end)
  }
  return end <= payload.length ? end : 0
}

function isName(payload: ByteWindow, at: number, bytes: number): boolean {
  for (let i = at; i < at + bytes; i++) {
    const byte = payload.u8(i)
    const letter = byte | 0x20
    if ((letter < 0x61 || letter > 0x7a) && (byte < 0x30 || byte > 0x39) && byte !== 0x5f) return false
  }
  return true
}
