// SoftEther VPN beside TLS: its NAT traversal. Requests and answers are serialised packs (count, then name length, name, type, count, value);
// the question for one's own address is one byte, the answer "IP=192.0.2.1,PORT=1234".
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NAT_TRAVERSAL_PORT = 5004
const IP_TEXT = ascii("IP=")
const PORT_TEXT = ascii(",PORT=")
const MAX_ELEMENTS = 64
/** Names that only these packs begin with. */
const names = ["opcode", "tran_id", "get_token", "nat_traversal_version", "dest_ip", "session_key", "cookie"].map(ascii)
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
  // A name's length counts a zero that is not sent.
  const nameBytes = payload.u32(4) - 1
  for (const name of names) if (name.length === nameBytes && payload.has(8, name)) return payload.u32(8 + nameBytes) <= 4 && payload.u32(12 + nameBytes) >= 1 && payload.u32(12 + nameBytes) <= MAX_ELEMENTS
  return false
}
