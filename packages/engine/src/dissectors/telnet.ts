// Telnet, RFC 854 and 855: whoever opens negotiates options, IAC WILL/WONT/DO/DONT option.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Appetite, type Inspection } from "../inspect/types.ts"

const IAC = 0xff
const SB = 0xfa
const SE = 0xf0
const WILL = 0xfb
const DONT = 0xfe
const LAST_OPTION = 49
const TELNET_PORT = 23
const MAX_NEGOTIATIONS = 32
const MAX_NAME_BYTES = 64
// seen.state
const ASKED_LOGIN = 1
const ASKED_PASSWORD = 2
const HAS_NAME = 4

/** Bytes of the command at `at`, 0 when there is none. */
function commandBytes(stream: ByteWindow, at: number): number {
  if (stream.u8(at) !== IAC) return 0
  const verb = stream.u8(at + 1)
  if (verb >= WILL && verb <= DONT) return at + 3 <= stream.length && (stream.u8(at + 2) <= LAST_OPTION || stream.u8(at + 2) >= 0xfe) ? 3 : 0
  if (verb !== SB) return verb >= SE && verb <= 0xf9 ? 2 : 0
  for (let i = at + 3; i < Math.min(stream.length, at + 300); i++) if (stream.u8(i) === IAC && stream.u8(i + 1) === SE) return i + 2 - at
  return 0
}

export const telnet = defineDissector({
  protocol: "Telnet",
  transports: ["tcp"],
  hintPorts: [TELNET_PORT, 2323],
  firstBytes: [IAC],
  minBytes: 3,
  recognise(seen) {
    const { stream } = seen
    let commands = 0
    for (let at = 0; commands < MAX_NEGOTIATIONS; commands++) {
      const size = commandBytes(stream, at)
      if (size === 0) break
      at += size
    }
    if (commands === 0 || stream.u8(1) < SB) return NO_MATCH
    // A command alone has 20 bits of proof.
    if (commands >= 2 || seen.hasPort(TELNET_PORT)) return MATCH
    return stream.length === 3 && seen.payloadPackets < 4 ? NEED_MORE : NO_MATCH
  },
  extract(seen): Appetite {
    const { stream } = seen
    const record = (seen.metadata.telnet ??= {})
    if (seen.toServer) takeTyped(seen, record)
    else {
      const at = Math.max(0, stream.length - MAX_NAME_BYTES)
      const text = printable(stream, at, stream.length - at).toLowerCase()
      if (/pass(word|code)\W*$/.test(text)) seen.state |= ASKED_PASSWORD
      else if (/(login|username|user name|user)\W*$/.test(text)) seen.state |= ASKED_LOGIN
      seen.consume(stream.length)
    }
    return (seen.state & ASKED_PASSWORD) !== 0 ? DONE : CONTINUE
  },
})

/** What is typed after "login:", character by character or as a line. */
function takeTyped(seen: Inspection, record: Record<string, unknown>): void {
  const { stream } = seen
  if (stream.u8(0) === IAC || (seen.state & (ASKED_LOGIN | HAS_NAME)) !== ASKED_LOGIN) return seen.consume(stream.length)
  let end = 0
  while (end < stream.length && end < MAX_NAME_BYTES && stream.u8(end) >= 0x20 && stream.u8(end) < 0x7f) end++
  if (end === stream.length && end < MAX_NAME_BYTES) return
  seen.state |= HAS_NAME
  if (end > 0) {
    record.user = printable(stream, 0, end)
    seen.setInfo(String(record.user))
    seen.risk("clear_text_credentials", `Telnet user ${String(record.user)}`)
  }
  seen.consume(stream.length)
}
