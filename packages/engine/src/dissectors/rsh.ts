// Remote shell (BSD rshd(8)): the client sends the port for standard error as digits and NUL, then its user, the server's user and the
// command, each ended by NUL. Client ports are below 1024.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAX_PORT_DIGITS = 5
const MAX_FIELD_BYTES = 512
const FIRST_PRIVILEGED_PORT = 512
const LAST_PRIVILEGED_PORT = 1023

/** Position behind digits and NUL; 0 when they are no port. */
function afterPort(stream: ByteWindow): number {
  for (let at = 0; at <= MAX_PORT_DIGITS; at++) {
    const byte = stream.u8(at)
    if (byte === 0) return at > 0 && at < stream.length ? at + 1 : 0
    if (byte < 0x30 || byte > 0x39) return 0
  }
  return 0
}

/** Position behind a text and its NUL: 0 when it is none, -1 when its end has not come. */
function afterField(stream: ByteWindow, at: number): number {
  for (let i = at; i < at + MAX_FIELD_BYTES; i++) {
    if (i >= stream.length) return -1
    const byte = stream.u8(i)
    if (byte === 0) return i > at ? i + 1 : 0
    if (byte < 0x20 || byte === 0x7f) return 0
  }
  return 0
}

export const rsh = defineDissector({
  protocol: "RSH",
  transports: ["tcp"],
  hintPorts: [514],
  onlyOnHintPorts: true,
  firstBytes: [0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39],
  minBytes: 2,
  recognise(seen) {
    const { stream } = seen
    if (!seen.toServer) return stream.u8(0) === 0 || stream.u8(0) === 1 ? NEED_MORE : NO_MATCH
    if (seen.clientPort < FIRST_PRIVILEGED_PORT || seen.clientPort > LAST_PRIVILEGED_PORT) return NO_MATCH
    let at = afterPort(stream)
    if (at === 0) return NO_MATCH
    for (let fields = 0; fields < 3; fields++) {
      at = afterField(stream, at)
      if (at < 0) return NEED_MORE
      if (at === 0) return NO_MATCH
    }
    return MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (!seen.toServer) return CONTINUE
    const client = afterPort(stream)
    const server = afterField(stream, client)
    const command = afterField(stream, server)
    const end = afterField(stream, command)
    const record = {
      clientUser: printable(stream, client, server - client - 1, 64), serverUser: printable(stream, server, command - server - 1, 64),
      command: printable(stream, command, end - command - 1, 256),
    }
    seen.metadata.rsh = record
    seen.setInfo(`${record.serverUser}: ${record.command}`)
    seen.risk("clear_text_credentials", `User '${record.serverUser}' executing '${record.command}'`)
    return DONE
  },
})
