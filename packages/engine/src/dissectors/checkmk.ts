// Checkmk's agent (docs.checkmk.com, "Monitoring agents"): on connect the host speaks first. In plain text it opens with a section of its own, any
// section once it is under way; since version 2.1 it says "16" and TLS follows; its older encryption is OpenSSL's salted output behind two digits.
import { isDigit } from "../bytes/ascii.ts"
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PORT = 6556
const ownSections = ["<<<check_mk", "<<<cmk_agent_ctl_status:"].map(ascii)
const SECTION = ascii("<<<")
const SECTION_END = ascii(">>>")
const MAX_SECTION_BYTES = 64
const TLS_FOLLOWS = ascii("16")
const SALTED = ascii("Salted__")

function isSection(stream: ByteWindow): boolean {
  const letter = stream.u8(SECTION.length)
  return stream.has(0, SECTION) && letter >= 0x61 && letter <= 0x7a && stream.indexOf(SECTION_END, SECTION.length, MAX_SECTION_BYTES) > 0
}

export const checkmk = defineDissector({
  protocol: "CHECKMK",
  transports: ["tcp"],
  hintPorts: [PORT],
  firstBytes: [SECTION[0], 0x30, 0x31],
  minBytes: 2,
  recognise(seen) {
    const { stream } = seen
    for (const own of ownSections) if (stream.has(0, own)) return MATCH
    if (seen.toServer || seen.serverPort !== PORT) return NO_MATCH
    if (stream.length === TLS_FOLLOWS.length && stream.has(0, TLS_FOLLOWS)) return MATCH
    return isSection(stream) || (isDigit(stream.u8(0)) && isDigit(stream.u8(1)) && stream.has(2, SALTED)) ? MATCH : NO_MATCH
  },
})
