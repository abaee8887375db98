// git's own transport (gitprotocol-pack, "Git Transport"): the client opens with one pkt-line, "003agit-upload-pack /path\0host=name\0".
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const services = ["git-upload-pack ", "git-receive-pack ", "git-upload-archive "].map(ascii)
const HOST = ascii("\0host=")
/** Protocol version 2 (gitprotocol-v2): the server's greeting, the client's commands. */
const version2 = ["000eversion 2\n", "0014command=ls-refs\n", "0012command=fetch"].map(ascii)
const COMMAND_AT = 4
const MAX_OBJECT_DIGITS = 64
const HEAD = ascii(" HEAD\0")
const REFERENCE = ascii(" refs/")

const isHexDigit = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

function hasService(stream: ByteWindow): boolean {
  for (const service of services) if (stream.has(COMMAND_AT, service)) return true
  return false
}

/** The server's first line: an object's name (SHA-1 or SHA-256), a reference, a zero, what it can. */
function isAdvertisement(stream: ByteWindow): boolean {
  let at = COMMAND_AT
  while (at < COMMAND_AT + MAX_OBJECT_DIGITS && isHexDigit(stream.u8(at))) at++
  const digits = at - COMMAND_AT
  return (digits === 40 || digits === MAX_OBJECT_DIGITS) && (stream.has(at, HEAD) || stream.has(at, REFERENCE))
}

export const git = defineDissector({
  protocol: "Git",
  transports: ["tcp"],
  hintPorts: [9418],
  firstBytes: [0x30],
  minBytes: 14,
  recognise({ stream }) {
    for (let at = 1; at < COMMAND_AT; at++) if (!isHexDigit(stream.u8(at))) return NO_MATCH
    if (hasService(stream)) return MATCH
    for (const opening of version2) if (stream.has(0, opening)) return MATCH
    return isAdvertisement(stream) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (!hasService(stream)) return DONE
    const blank = stream.indexOfByte(0x20, COMMAND_AT)
    const end = stream.indexOfByte(0, blank)
    const record: Record<string, unknown> = { command: printable(stream, COMMAND_AT, blank - COMMAND_AT) }
    if (end > blank) record.path = printable(stream, blank + 1, end - blank - 1, 256)
    const host = stream.indexOf(HOST, blank)
    if (host >= 0) {
      const hostEnd = stream.indexOfByte(0, host + HOST.length)
      record.host = printable(stream, host + HOST.length, (hostEnd < 0 ? stream.length : hostEnd) - host - HOST.length, 128)
    }
    seen.metadata.git = record
    seen.setInfo(String(record.path ?? ""))
    return DONE
  },
})
