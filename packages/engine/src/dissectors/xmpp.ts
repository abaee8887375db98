// XMPP (Jabber), RFC 6120 section 4.2: an XML stream that opens with <stream:stream>, an XML declaration perhaps before it.
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const DECLARATION = ascii("<?xml ")
const STREAM = ascii("<stream:stream ")
const MAX_DECLARATION_BYTES = 120
/** What a stream is made of, should its beginning not be seen (section 4.1); only on its ports. */
const stanzas = ["<iq ", "<message ", "<presence", "</stream:stream>", "<r xmlns='urn:xmpp:"].map(ascii)
const ports = [5222, 5269]
/** Push services that keep XMPP's port for clients but speak a binary form: type, length of all, data. */
const PUSH_PORT = 5223
const PUSH_OPENING = 0x25
const PUSH_ANSWER = 0x26

export const xmpp = defineDissector({
  protocol: "Jabber",
  transports: ["tcp"],
  hintPorts: ports,
  firstBytes: [0x3c, PUSH_OPENING, PUSH_ANSWER],
  minBytes: 6,
  recognise(seen) {
    const { stream } = seen
    if (stream.u8(0) !== 0x3c) return isPush(seen)
    if (stream.has(0, STREAM)) return MATCH
    if (seen.hasPort(ports[0]) || seen.hasPort(ports[1])) for (const stanza of stanzas) if (stream.has(0, stanza)) return MATCH
    if (!stream.has(0, DECLARATION)) return NO_MATCH
    if (stream.indexOf(STREAM, 0, MAX_DECLARATION_BYTES) > 0) return MATCH
    return stream.length < MAX_DECLARATION_BYTES ? NEED_MORE : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const head = printable(stream, 0, stream.length)
    const domain = /\bto=(["'])([^"']{1,255})\1/.exec(head)
    if (domain && seen.toServer) {
      seen.metadata.xmpp = { domain: domain[2] }
      if (domain[2] === "im.truphone.com") seen.changeMaster("TruPhone")
      seen.setHostname(domain[2])
      return DONE
    }
    return seen.payloadPackets < 6 ? CONTINUE : DONE
  },
})

/** An opening and the answer to it, each as long as it says. */
function isPush(seen: Inspection): Verdict {
  const { stream } = seen
  if (!seen.hasPort(PUSH_PORT) || stream.u16(1) !== stream.length) return NO_MATCH
  if (stream.u8(0) === PUSH_ANSWER) return seen.state === 1 && !seen.toServer ? MATCH : NO_MATCH
  if (!seen.toServer) return NO_MATCH
  seen.state = 1
  return NEED_MORE
}
