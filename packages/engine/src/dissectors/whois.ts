// WHOIS, RFC 3912, and DAS (.eu): one line of question, an answer of text. Only on their ports: a line of text proves little.
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const MAX_LINE_BYTES = 253 + 64
const CR = 0x0d
const LF = 0x0a

export const whois = defineDissector({
  protocol: "Whois-DAS",
  transports: ["tcp"],
  hintPorts: [43, 4343],
  onlyOnHintPorts: true,
  recognise({ stream, toServer }): Verdict {
    if (!toServer) return NO_MATCH
    let at = 0
    for (; at < stream.length && at < MAX_LINE_BYTES; at++) {
      const byte = stream.u8(at)
      if (byte === CR || byte === LF) break
      if (byte < 0x20 || byte >= 0x7f) return NO_MATCH
    }
    if (at === stream.length) return at < MAX_LINE_BYTES ? NEED_MORE : NO_MATCH
    if (at === MAX_LINE_BYTES) return NO_MATCH
    // The line is all that the client says.
    const end = stream.u8(at) === CR && stream.u8(at + 1) === LF ? at + 2 : at + 1
    return at > 0 && end === stream.length ? MATCH : NO_MATCH
  },
  extract(seen) {
    if (!seen.toServer) return DONE
    const end = Math.max(0, seen.stream.indexOfByte(LF))
    const query = printable(seen.stream, 0, end).replace(/[?\s]+$/, "")
    seen.metadata.whois = { query }
    seen.setInfo(query)
    // Options of some registries stand before the name.
    const name = query.split(" ").at(-1) ?? ""
    if (name.includes(".")) seen.setHostname(name)
    return DONE
  },
})
