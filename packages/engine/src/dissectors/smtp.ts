// SMTP, RFC 5321: the server greets with 220, the client says EHLO or HELO.
import { ascii } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { saslIdentity } from "./sasl.ts"
import { continueTls, isInTls, startTls } from "./starttls.ts"
import { isText, lineBytes, lineText, replyCode } from "./text-lines.ts"

const hellos = ["ehlo ", "helo ", "lhlo "].map(ascii)
const SMTP_WORD = ascii("smtp")
const MAIL_PORTS = [25, 587, 2525, 26]
// seen.state
const GREETED = 1
const STARTTLS_ASKED = 2
const AUTH_LOGIN = 4
const IN_DATA = 8

export const smtp = defineDissector({
  protocol: "SMTP",
  transports: ["tcp"],
  hintPorts: MAIL_PORTS,
  minBytes: 4,
  recognise(seen): Verdict {
    const { stream } = seen
    for (const hello of hellos) if (stream.hasNoCase(0, hello)) return isText(stream, 0, Math.min(stream.length, 80)) ? MATCH : NO_MATCH
    const code = replyCode(stream, 0)
    // A server that wants no mail says so at once (RFC 5321 section 3.1).
    if ((code === 554 || code === 421 || code === 450) && !seen.toServer && MAIL_PORTS.some((port) => seen.hasPort(port))) return MATCH
    if (code !== 220 || !isText(stream, 0, Math.min(stream.length, 128))) return NO_MATCH
    if (MAIL_PORTS.some((port) => seen.hasPort(port))) return MATCH
    for (let at = 4; at < stream.length && at < 200; at++) if (stream.hasNoCase(at, SMTP_WORD)) return MATCH
    // FTP greets alike: what the client says decides.
    return NEED_MORE
  },
  extract(seen) {
    if (isInTls(seen)) return continueTls(seen)
    const { stream } = seen
    const record = (seen.metadata.smtp ??= {})
    for (let guard = 0; guard < 64; guard++) {
      const size = lineBytes(stream, 0)
      if (size === 0) break
      const line = lineText(stream, 0, size)
      seen.consume(size)
      if (seen.toServer) takeCommand(seen, record, line)
      else {
        const code = Number.parseInt(line.slice(0, 3), 10)
        if (code === 220 && (seen.state & STARTTLS_ASKED) !== 0) return startTls(seen, "SMTPS")
        if (code === 220 && (seen.state & GREETED) === 0) {
          seen.state |= GREETED
          record.greeting = line.slice(4)
          const name = line.slice(4).split(" ")[0]
          if (name.includes(".") || name.length > 3) seen.setHostname(name)
        } else if (code === 535 || code === 534) record.authFailed = true
        else if (code === 354) return DONE // the mail itself is nobody's business
      }
    }
    return CONTINUE
  },
})

function takeCommand(seen: Inspection, record: Record<string, unknown>, line: string): void {
  if ((seen.state & (AUTH_LOGIN | IN_DATA)) === AUTH_LOGIN) {
    // The client's first response; what follows (LOGIN: the password) is left alone.
    if (record.user === undefined) takeIdentity(seen, record, line)
    else seen.state &= ~AUTH_LOGIN
    return
  }
  const [verb, ...rest] = line.split(" ")
  switch (verb.toUpperCase()) {
    case "EHLO":
    case "HELO":
      record.helo = rest[0] ?? ""
      break
    case "MAIL":
      record.from ??= rest.join(" ").slice(0, 256)
      break
    case "RCPT":
      record.to ??= rest.join(" ").slice(0, 256)
      break
    case "STARTTLS":
      seen.state |= STARTTLS_ASKED
      break
    case "AUTH":
      record.authMethod = rest[0]
      if (rest[1] && rest[1] !== "=") takeIdentity(seen, record, rest[1])
      if (rest[0] !== undefined && (record.user === undefined || /^login$/i.test(rest[0]))) seen.state |= AUTH_LOGIN
  }
}

function takeIdentity(seen: Inspection, record: Record<string, unknown>, response: string): void {
  const identity = saslIdentity(String(record.authMethod), response)
  if (identity === null) {
    seen.state &= ~AUTH_LOGIN
    return
  }
  record.user = identity.user
  if (identity.isClear) seen.risk("clear_text_credentials", `SMTP user ${identity.user}`)
}
