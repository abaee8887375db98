// git's own transport (gitprotocol-pack, "Git Transport"): the client opens with one pkt-line, "003agit-upload-pack /path\0host=name\0".
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const services = ["git-upload-pack ", "git-receive-pack ", "git-upload-archive "].map(ascii)
const HOST = ascii("\0host=")
const COMMAND_AT = 4

const isHexDigit = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

export const git = defineDissector({
  protocol: "Git",
  transports: ["tcp"],
  hintPorts: [9418],
  firstBytes: [0x30],
  minBytes: 20,
  recognise({ stream }) {
    for (let at = 1; at < COMMAND_AT; at++) if (!isHexDigit(stream.u8(at))) return NO_MATCH
    for (const service of services) if (stream.has(COMMAND_AT, service)) return MATCH
    return NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
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
