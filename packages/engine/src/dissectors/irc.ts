// IRC, RFC 2812 section 3.1: a client registers with PASS, NICK and USER (or asks for capabilities); a server greets with NOTICE. Under way:
// ":nick!user@host VERB ..." of the server, "PRIVMSG target :text" of the client.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NICK = ascii("nick ")
const USER = ascii("user ")
const PASS = ascii("pass ")
const CAP = ascii("cap ls")
const NOTICE = ascii(" NOTICE ")
/** Servers that greet before they know a name, and the answer to a completed registration (section 5.1). */
const greetings = ["NOTICE AUTH :", "NOTICE * :", "ERROR :Closing Link"].map(ascii)
const WELCOME = ascii(" 001 ")
const verbs = [" PRIVMSG ", " JOIN ", " PART ", " QUIT ", " NICK ", " MODE ", " TOPIC ", " KICK "].map(ascii)
const MESSAGE = ascii("PRIVMSG ")
const TEXT = ascii(" :")
const MAX_PREFIX_BYTES = 140
const COLON = 0x3a
const SPACE = 0x20
const EXCLAMATION = 0x21
const AT = 0x40
const LF = 0x0a
const MAX_LINE_BYTES = 512

/** USER takes four words, the last one after a colon: no mail or file protocol writes that. */
function isUserLine(stream: ByteWindow, at: number): boolean {
  const end = stream.indexOfByte(LF, at, at + MAX_LINE_BYTES)
  let blanks = 0
  for (let i = at + USER.length; i < end; i++) if (stream.u8(i) === 0x20) blanks++
  return blanks >= 3
}

/** ":nick!user@host", then what he does. */
function isUsersMessage(stream: ByteWindow): boolean {
  const end = stream.indexOfByte(SPACE, 4, MAX_PREFIX_BYTES)
  if (end < 0) return false
  const user = stream.indexOfByte(EXCLAMATION, 2, end)
  if (user < 0 || stream.indexOfByte(AT, user + 2, end) < 0) return false
  for (const verb of verbs) if (stream.has(end, verb)) return true
  return false
}

export const irc = defineDissector({
  protocol: "IRC",
  transports: ["tcp"],
  hintPorts: [6667, 6668, 6669, 194, 7000],
  firstBytes: [0x4e, 0x6e, 0x55, 0x75, 0x50, 0x70, 0x43, 0x63, 0x45, COLON],
  minBytes: 6,
  recognise({ stream }) {
    if (stream.u8(0) === COLON) return stream.indexOf(NOTICE, 4, 80) > 0 || stream.indexOf(WELCOME, 4, 80) > 0 || isUsersMessage(stream) ? MATCH : NO_MATCH
    if (stream.has(0, MESSAGE)) return stream.indexOf(TEXT, MESSAGE.length, MAX_PREFIX_BYTES) > 0 ? MATCH : NO_MATCH
    for (const greeting of greetings) if (stream.has(0, greeting)) return MATCH
    const isNick = stream.hasNoCase(0, NICK)
    const isUser = stream.hasNoCase(0, USER)
    if (!isNick && !isUser && !stream.hasNoCase(0, PASS) && !stream.hasNoCase(0, CAP)) return NO_MATCH
    if (isUser) return isUserLine(stream, 0) ? MATCH : NO_MATCH
    for (let at = stream.indexOfByte(LF) + 1, lines = 0; at > 0 && lines < 8; at = stream.indexOfByte(LF, at) + 1, lines++) {
      if (stream.hasNoCase(at, USER) && isUserLine(stream, at)) return MATCH
    }
    return stream.length < MAX_LINE_BYTES ? NEED_MORE : NO_MATCH
  },
  extract(seen) {
    const record = (seen.metadata.irc ??= {})
    const { stream } = seen
    const nick = /(?:^|\n)NICK :?([^\s]{1,64})/i.exec(printable(stream, 0, stream.length).replaceAll("?", "\n"))
    if (seen.toServer && nick) {
      record.nick = nick[1]
      seen.setInfo(nick[1])
      return DONE
    }
    return seen.payloadPackets < 6 ? CONTINUE : DONE
  },
})
