// Redis and what speaks like it: RESP (redis.io, "Redis serialization protocol specification"). A command is an array of bulk strings;
// an answer begins with its type.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const REDIS_PORT = 6379
const ARRAY = 0x2a
const BULK = 0x24
const CR = 0x0d
const LF = 0x0a
const MAX_DIGITS = 7
const answers = ["+PONG\r\n", "+OK\r\n", "-ERR ", "-NOAUTH ", "-DENIED ", "-WRONGPASS ", "-MOVED ", "-LOADING "].map(ascii)
const inlineCommands = ["ping\r\n", "info\r\n", "quit\r\n", "auth "].map(ascii)
const AUTH = ascii("auth\r\n")
const HELLO = ascii("hello\r\n")
const AUTH_FAILED = ascii("-WRONGPASS")

/** Digits up to CR LF: where the next line begins; 0 when it is no number, -1 when its end is missing. */
function afterNumber(stream: ByteWindow, at: number): number {
  for (let i = at; i <= at + MAX_DIGITS; i++) {
    if (i >= stream.length) return -1
    const byte = stream.u8(i)
    if (byte === CR) return i > at && (stream.u8(i + 1) === LF || i + 1 >= stream.length) ? i + 2 : 0
    if (byte < 0x30 || byte > 0x39) return 0
  }
  return 0
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a

export const redis = defineDissector({
  protocol: "RESP",
  transports: ["tcp"],
  hintPorts: [REDIS_PORT, 6380, 26379],
  firstBytes: [ARRAY, 0x2b, 0x2d, BULK, 0x3a, 0x25, 0x7e, 0x3e, ...ascii("pPiIqQaA")],
  minBytes: 4,
  recognise(seen) {
    const { stream } = seen
    const first = stream.u8(0)
    if (first !== ARRAY) {
      if (!seen.hasPort(REDIS_PORT)) return NO_MATCH
      for (const answer of answers) if (stream.has(0, answer)) return MATCH
      // Any answer: a bulk string, a number, an error; of version 3 a map, a set, a push.
      if (first !== 0x2b && first !== 0x2d && !isLetter(first)) return !seen.toServer && afterNumber(stream, 1) > 0 ? MATCH : NO_MATCH
      for (const command of inlineCommands) if (stream.hasNoCase(0, command)) return MATCH
      return NO_MATCH
    }
    const bulk = afterNumber(stream, 1)
    if (bulk === 0) return NO_MATCH
    if (bulk < 0 || bulk >= stream.length) return NEED_MORE
    if (stream.u8(bulk) !== BULK) return NO_MATCH
    const text = afterNumber(stream, bulk + 1)
    if (text === 0) return NO_MATCH
    if (text < 0 || text >= stream.length) return NEED_MORE
    // The name of a command: letters.
    const letter = stream.u8(text) | 0x20
    return letter >= 0x61 && letter <= 0x7a ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const record = (seen.metadata.redis ??= {})
    if (!seen.toServer) {
      if (record.user !== undefined && stream.has(0, AUTH_FAILED)) record.authFailed = true
      return DONE
    }
    const words = commandWords(stream)
    if (words.length > 0) {
      record.command ??= words[0].toUpperCase()
      seen.setInfo(String(record.command))
    }
    if (isAuth(stream)) {
      // AUTH [user] password; HELLO 3 AUTH user password
      const at = words.findIndex((word) => /^auth$/i.test(word))
      if (at >= 0) {
        record.user = words.length > at + 2 ? words[at + 1] : "default"
        seen.risk("clear_text_credentials", `Redis user ${String(record.user)}`)
      }
    }
    seen.consume(stream.length)
    return CONTINUE
  },
})

function isAuth(stream: ByteWindow): boolean {
  for (let at = 4; at < Math.min(stream.length, 16); at++) if (stream.hasNoCase(at, AUTH) || stream.hasNoCase(at, HELLO)) return true
  return false
}

/** The first five words of the command at the front. */
function commandWords(stream: ByteWindow): string[] {
  const words: string[] = []
  let at = afterNumber(stream, 1)
  while (words.length < 5 && at > 0 && stream.u8(at) === BULK) {
    const text = afterNumber(stream, at + 1)
    if (text <= 0) break
    const size = Number(stream.latin1(at + 1, text - at - 3))
    words.push(printable(stream, text, size, 64))
    at = text + size + 2
    if (at >= stream.length) break
  }
  return words
}
