// DLEP, RFC 8175 section 11: signals ("DLEP", type, length) over UDP, messages (type, length, data items) over TCP.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MARK = ascii("DLEP")
const MAX_MESSAGE_TYPE = 16
const MAX_DATA_ITEM_TYPE = 25
const HEARTBEAT = 16
const MAX_ITEMS = 64

export const dlep = defineDissector({
  protocol: "DLEP",
  transports: ["udp", "tcp"],
  hintPorts: [854],
  onlyOnHintPorts: true,
  firstBytes: [MARK[0], 0],
  minBytes: 4,
  recognise({ stream, transport, payloadWireBytes }) {
    if (transport === "udp") return stream.has(0, MARK) && stream.u16(6) === payloadWireBytes - 8 ? MATCH : NO_MATCH
    const type = stream.u16(0)
    const end = 4 + stream.u16(2)
    if (type === 0 || type > MAX_MESSAGE_TYPE || end > stream.length) return NO_MATCH
    // Only a heartbeat says nothing.
    if (end === 4 && type !== HEARTBEAT) return NO_MATCH
    let at = 4
    for (let items = 0; items < MAX_ITEMS && at + 4 <= end; items++) {
      const item = stream.u16(at)
      if (item === 0 || item > MAX_DATA_ITEM_TYPE) return NO_MATCH
      at += 4 + stream.u16(at + 2)
    }
    return at === end ? MATCH : NO_MATCH
  },
})
