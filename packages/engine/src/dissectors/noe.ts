// NOE, Alcatel-Lucent's UA over UDP (Wireshark's packet-uaudp): an opcode: 0 connect (with counted parameters), 1 its acknowledgement, 4 keep alive,
// 5 its acknowledgement, 7 data with two sequence numbers (three of these packets in a row prove a session under way). Keep-alives are one byte: on the terminals' ports only.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const PORTS = [32_000, 32_512, 32_640]
const CONNECT = 0
const KEEP_ALIVE = 4
const KEEP_ALIVE_ACK = 5
/** Parameters of a connection: version, window, MTU, lost packets tolerated, keep-alive, QoS. */
const MAX_PARAMETER = 0x0f
const PROOF = 2
const DATA = 7
const DATA_HEADER_BYTES = 5
const SESSION_PROOF = 3

export const noe = defineDissector({
  protocol: "NOE",
  transports: ["udp"],
  hintPorts: PORTS,
  onlyOnHintPorts: true,
  firstBytes: [CONNECT, KEEP_ALIVE, KEEP_ALIVE_ACK, DATA],
  recognise(seen): Verdict {
    const opcode = seen.payload.u8(0)
    if (opcode === CONNECT) return isConnect(seen) ? MATCH : NO_MATCH
    if (opcode === DATA) {
      if (seen.payloadWireBytes < DATA_HEADER_BYTES) return NO_MATCH
      seen.state = (seen.state & 3) | ((seen.state & ~3) + 4)
      return seen.state >> 2 >= SESSION_PROOF ? MATCH : NEED_MORE
    }
    if (seen.payloadWireBytes !== 1) return NO_MATCH
    // A keep-alive that the other side acknowledges.
    if (opcode === KEEP_ALIVE) {
      seen.state = (seen.state & ~3) | (seen.toServer ? 1 : 2)
      return NEED_MORE
    }
    const isAnswer = opcode === KEEP_ALIVE_ACK && (seen.state & 3) === (seen.toServer ? 2 : 1)
    return isAnswer ? MATCH : NO_MATCH
  },
})

function isConnect({ payload }: Inspection): boolean {
  let at = 1
  let parameters = 0
  while (at + 2 <= payload.length && parameters < 16) {
    const size = payload.u8(at + 1)
    if (payload.u8(at) > MAX_PARAMETER || size === 0 || size > 4) return false
    at += 2 + size
    parameters++
  }
  return parameters >= PROOF && at === payload.length
}
