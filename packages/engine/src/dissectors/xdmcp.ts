// X Display Manager Control Protocol, version 1 (X11R7 specification, section "Packets"): version, opcode, length of the rest.
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const VERSION = 1
const HEADER_BYTES = 6
const opcodes = ["", "BroadcastQuery", "Query", "IndirectQuery", "ForwardQuery", "Willing", "Unwilling", "Request", "Accept", "Decline", "Manage", "Refuse", "Failed", "KeepAlive", "Alive"]
const WILLING = 5

export const xdmcp = defineDissector({
  protocol: "XDMCP",
  transports: ["udp"],
  hintPorts: [177],
  onlyOnHintPorts: true,
  firstBytes: [0],
  minBytes: HEADER_BYTES,
  recognise({ payload, payloadWireBytes }) {
    const opcode = payload.u16(2)
    return payload.u16(0) === VERSION && opcode >= 1 && opcode < opcodes.length && payload.u16(4) === payloadWireBytes - HEADER_BYTES ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const opcode = payload.u16(2)
    const record: Record<string, unknown> = { message: opcodes[opcode] }
    if (opcode === WILLING) {
      // Authentication name, host name, status
      const host = 8 + payload.u16(6)
      record.host = printable(payload, host + 2, payload.u16(host), 64)
    }
    seen.metadata.xdmcp = record
    return DONE
  },
})
