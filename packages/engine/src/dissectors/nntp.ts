// NNTP, RFC 3977 section 5.1 (greeting) and RFC 4643 (AUTHINFO).
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const commands = ["mode reader\r\n", "authinfo user ", "newnews ", "xover ", "list active"].map(ascii)
const greetings = ["200 ", "201 "].map(ascii)
const NNTP = ascii("nntp")
const INN = ascii("internetnews")
const PORT = 119
const MAX_LINE_BYTES = 200

export const nntp = defineDissector({
  protocol: "Usenet",
  transports: ["tcp"],
  hintPorts: [PORT, 433],
  firstBytes: [0x32, ...new Set("mMaAnNxXlL".split("").map((letter) => letter.charCodeAt(0)))],
  minBytes: 6,
  recognise(seen) {
    const { stream } = seen
    for (const command of commands) if (stream.hasNoCase(0, command)) return MATCH
    if (!stream.has(0, greetings[0]) && !stream.has(0, greetings[1])) return NO_MATCH
    for (let at = 4; at < Math.min(stream.length, MAX_LINE_BYTES); at++) if (stream.hasNoCase(at, NNTP) || stream.hasNoCase(at, INN)) return MATCH
    return NO_MATCH
  },
  extract(seen) {
    const line = printable(seen.stream, 0, Math.max(0, seen.stream.indexOfByte(0x0d)))
    const user = /^AUTHINFO USER (\S{1,128})/i.exec(line)
    seen.metadata.nntp = user ? { userName: user[1] } : { greeting: line }
    if (user) seen.risk("clear_text_credentials", `NNTP user ${user[1]}`)
    return DONE
  },
})
