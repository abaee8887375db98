// POP3, RFC 1939: the server greets with +OK, the client says USER, APOP, CAPA, AUTH.
import { ascii } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { saslIdentity } from "./sasl.ts"
import { continueTls, isInTls, startTls } from "./starttls.ts"
import { isText, lineBytes, lineText } from "./text-lines.ts"

const OK = ascii("+OK")
const commands = ["user ", "capa\r\n", "apop ", "stls\r\n", "stat\r\n", "auth"].map(ascii)
const POP_PORTS = [110, 1110]
// seen.state
const OK_SEEN = 1
const STLS_ASKED = 2
const PASSWORD_SENT = 4
const RESPONSE_DUE = 8

export const pop3 = defineDissector({
  protocol: "POP3",
  transports: ["tcp"],
  hintPorts: POP_PORTS,
  minBytes: 4,
  recognise(seen): Verdict {
    const { stream, toServer } = seen
    if (!isText(stream, 0, Math.min(stream.length, 64))) return NO_MATCH
    if (stream.has(0, OK) && (stream.u8(3) === 0x20 || stream.u8(3) === 0x0d)) {
      if (POP_PORTS.some((port) => seen.hasPort(port))) return MATCH
      seen.state |= OK_SEEN
      return NEED_MORE
    }
    for (const command of commands) {
      if (!stream.hasNoCase(0, command)) continue
      return (seen.state & OK_SEEN) !== 0 || (POP_PORTS.some((port) => seen.hasPort(port)) && toServer) ? MATCH : NEED_MORE
    }
    return NO_MATCH
  },
  extract(seen) {
    if (isInTls(seen)) return continueTls(seen)
    const { stream } = seen
    const record = (seen.metadata.pop ??= {})
    for (let guard = 0; guard < 64; guard++) {
      const size = lineBytes(stream, 0)
      if (size === 0) break
      const line = lineText(stream, 0, size)
      seen.consume(size)
      const [verb, ...rest] = line.split(" ")
      if (seen.toServer) {
        if ((seen.state & RESPONSE_DUE) !== 0) takeIdentity(seen, record, line)
        else if (/^auth$/i.test(verb) && rest[0]) {
          // RFC 5034; the response may come at once
          record.authMethod = rest[0]
          seen.state |= PASSWORD_SENT
          if (rest[1] && rest[1] !== "=") takeIdentity(seen, record, rest[1])
          else seen.state |= RESPONSE_DUE
        } else if (/^user$/i.test(verb) && rest[0]) {
          record.user = rest.join(" ")
          seen.risk("clear_text_credentials", `POP3 user ${rest.join(" ")}`)
        } else if (/^pass$/i.test(verb)) seen.state |= PASSWORD_SENT
        else if (/^apop$/i.test(verb)) record.user = rest[0]
        else if (/^stls$/i.test(verb)) seen.state |= STLS_ASKED
        else if (/^(retr|list|stat)$/i.test(verb)) return DONE
      } else if (verb === "+OK" && (seen.state & STLS_ASKED) !== 0) return startTls(seen, "POPS")
      else if (verb === "-ERR" && (seen.state & PASSWORD_SENT) !== 0) record.authFailed = true
    }
    return CONTINUE
  },
})

function takeIdentity(seen: Inspection, record: Record<string, unknown>, response: string): void {
  seen.state &= ~RESPONSE_DUE
  const identity = saslIdentity(String(record.authMethod), response)
  if (identity === null) return
  record.user = identity.user
  if (identity.isClear) seen.risk("clear_text_credentials", `POP3 user ${identity.user}`)
}
