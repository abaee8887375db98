// STOMP 1.2: a frame is a command line, headers, an empty line, a body and a NUL. Only the connecting frames are looked for.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const commands = ["CONNECT\n", "CONNECT\r\n", "STOMP\n", "STOMP\r\n", "CONNECTED\n", "CONNECTED\r\n"].map(ascii)
const headers = ["accept-version:", "host:", "login:", "passcode:", "heart-beat:", "version:", "session:", "server:", "client-id:"].map(ascii)

function hasHeader(stream: ByteWindow, at: number): boolean {
  for (const header of headers) if (stream.has(at, header)) return true
  return false
}

export const stomp = defineDissector({
  protocol: "STOMP",
  transports: ["tcp"],
  firstBytes: [0x43, 0x53],
  minBytes: 6,
  recognise({ stream, payloadPackets }) {
    for (const command of commands) {
      if (!stream.has(0, command)) continue
      if (hasHeader(stream, command.length) || stream.u8(command.length) === 0x0a) return MATCH
      return stream.length < command.length + 16 && payloadPackets < 4 ? NEED_MORE : NO_MATCH
    }
    return NO_MATCH
  },
})
