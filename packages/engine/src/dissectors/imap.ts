// IMAP4rev2, RFC 9051: the server greets with "* OK", every command of the client has a tag.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { saslIdentity } from "./sasl.ts"
import { continueTls, isInTls, startTls } from "./starttls.ts"
import { isText, lineBytes, lineText } from "./text-lines.ts"

const GREETING = ascii("* ok")
const PREAUTH = ascii("* preauth")
const IMAP = ascii("imap")
const verbs = ["capability", "login ", "starttls", "noop", "id (", "id nil", "select ", "authenticate ", "logout", "list ", "examine ", "namespace", "status ", "idle"].map(ascii)
const IMAP_PORTS = [143, 220]
// seen.state
const GREETED = 1
const STARTTLS_ASKED = 2
const LOGIN_SENT = 4
const RESPONSE_DUE = 8

export const imap = defineDissector({
  protocol: "IMAP",
  transports: ["tcp"],
  hintPorts: IMAP_PORTS,
  minBytes: 4,
  recognise(seen): Verdict {
    const { stream } = seen
    if (!isText(stream, 0, Math.min(stream.length, 100))) return NO_MATCH
    if (stream.hasNoCase(0, GREETING) || stream.hasNoCase(0, PREAUTH)) {
      if (IMAP_PORTS.some((port) => seen.hasPort(port))) return MATCH
      for (let at = 4; at < stream.length && at < 160; at++) if (stream.hasNoCase(at, IMAP)) return MATCH
      seen.state |= GREETED
      return NEED_MORE
    }
    if (!isTaggedCommand(stream)) return NO_MATCH
    return (seen.state & GREETED) !== 0 || IMAP_PORTS.some((port) => seen.hasPort(port)) ? MATCH : NEED_MORE
  },
  extract(seen) {
    if (isInTls(seen)) return continueTls(seen)
    const { stream } = seen
    const record = (seen.metadata.imap ??= {})
    for (let guard = 0; guard < 64; guard++) {
      const size = lineBytes(stream, 0)
      if (size === 0) break
      const line = lineText(stream, 0, size)
      seen.consume(size)
      const [tag, verb = "", ...rest] = line.split(" ")
      if (seen.toServer) {
        if ((seen.state & RESPONSE_DUE) !== 0) takeIdentity(seen, record, line)
        else if (/^authenticate$/i.test(verb) && rest[0]) {
          // RFC 9051 section 6.2.2; the response may come at once (SASL-IR)
          record.authMethod = rest[0]
          seen.state |= LOGIN_SENT
          if (rest[1] && rest[1] !== "=") takeIdentity(seen, record, rest[1])
          else seen.state |= RESPONSE_DUE
        } else if (/^login$/i.test(verb)) {
          record.user = (rest[0] ?? "").replace(/^"|"$/g, "")
          seen.state |= LOGIN_SENT
          seen.risk("clear_text_credentials", `IMAP user ${String(record.user)}`)
        } else if (/^starttls$/i.test(verb)) seen.state |= STARTTLS_ASKED
        else if (/^(select|fetch|list)$/i.test(verb)) return DONE
      } else if (tag !== "*" && /^ok$/i.test(verb) && (seen.state & STARTTLS_ASKED) !== 0) return startTls(seen, "IMAPS")
      else if (tag !== "*" && /^(no|bad)$/i.test(verb) && (seen.state & LOGIN_SENT) !== 0) record.authFailed = true
    }
    return CONTINUE
  },
})

function takeIdentity(seen: Inspection, record: Record<string, unknown>, response: string): void {
  seen.state &= ~RESPONSE_DUE
  const identity = saslIdentity(String(record.authMethod), response)
  if (identity === null) return
  record.user = identity.user
  if (identity.isClear) seen.risk("clear_text_credentials", `IMAP user ${identity.user}`)
}

/** A tag of 1 to 16 letters, digits, dots; a blank; a command that may come before login. */
function isTaggedCommand(stream: ByteWindow): boolean {
  const blank = stream.indexOfByte(0x20, 0, 17)
  if (blank < 1) return false
  for (let i = 0; i < blank; i++) {
    const byte = stream.u8(i)
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x2e)) return false
  }
  for (const verb of verbs) if (stream.hasNoCase(blank + 1, verb)) return true
  return false
}
