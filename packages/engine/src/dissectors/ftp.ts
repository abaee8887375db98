// FTP control connection, RFC 959 (TLS: RFC 4217, IPv6: RFC 2428). Announces its data connections.
import { ascii } from "../bytes/byte-window.ts"
import { CONTINUE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { continueTls, isInTls, startTls } from "./starttls.ts"
import { isText, lineBytes, lineText, replyCode } from "./text-lines.ts"

const words = ["ftp", "filezilla", "vsftp"].map(ascii)
const commands = ["user ", "auth tls", "auth ssl", "feat\r\n", "opts utf8", "syst\r\n", "pasv\r\n", "epsv"].map(ascii)
const FTP_PORT = 21
const DATA_SECONDS = 30
// seen.state
const GREETED = 1
const FTP_ONLY_REPLY = 4

export const ftp = defineDissector({
  protocol: "FTP_CONTROL",
  transports: ["tcp"],
  hintPorts: [FTP_PORT, 2121],
  minBytes: 4,
  recognise(seen): Verdict {
    const { stream } = seen
    if (!isText(stream, 0, Math.min(stream.length, 100))) return NO_MATCH
    const code = replyCode(stream, 0)
    if (code !== 0) {
      if (code !== 220 && (seen.state & GREETED) === 0 && !seen.hasPort(FTP_PORT)) return NO_MATCH
      if (code === 331 || code === 227 || code === 229 || code === 230) return seen.hasPort(FTP_PORT) || (seen.state & GREETED) !== 0 ? MATCH : NEED_MORE
      if (seen.hasPort(FTP_PORT)) return MATCH
      for (let at = 4; at < stream.length && at < 160; at++) for (const word of words) if (stream.hasNoCase(at, word)) return MATCH
      seen.state |= GREETED
      return NEED_MORE
    }
    for (const command of commands) if (stream.hasNoCase(0, command)) return (seen.state & GREETED) !== 0 || seen.hasPort(FTP_PORT) ? MATCH : NEED_MORE
    return NO_MATCH
  },
  extract(seen) {
    if (isInTls(seen)) return continueTls(seen)
    const { stream } = seen
    const record = (seen.metadata.ftp ??= {})
    for (let guard = 0; guard < 64; guard++) {
      const size = lineBytes(stream, 0)
      if (size === 0) break
      const line = lineText(stream, 0, size)
      seen.consume(size)
      if (seen.toServer) takeCommand(seen, record, line)
      else {
        const code = Number.parseInt(line.slice(0, 3), 10)
        // Nothing else is answered so (RFC 4217 section 4): the question may not have been captured.
        if (code === 234) return startTls(seen, "FTPS")
        if (code === 530) record.authFailed = true
        else if (code === 220 && record.greeting === undefined) record.greeting = line.slice(4)
        else if (code === 227) expectPassive(seen, line)
        else if (code === 229) expectExtendedPassive(seen, line)
        else if (code === 331 || code === 230) seen.state |= FTP_ONLY_REPLY
      }
    }
    return CONTINUE
  },
})

function takeCommand(seen: Inspection, record: Record<string, unknown>, line: string): void {
  const blank = line.indexOf(" ")
  const verb = (blank < 0 ? line : line.slice(0, blank)).toUpperCase()
  const argument = blank < 0 ? "" : line.slice(blank + 1)
  switch (verb) {
    case "USER":
      record.user = argument
      seen.risk("clear_text_credentials", `FTP user ${argument}`)
      break
    case "RETR":
    case "STOR":
      record.file ??= argument
      seen.setInfo(`${verb} ${argument}`)
      break
    case "PORT": {
      const end = sixNumbers(argument)
      if (end) expectData(seen, end.ip, end.port)
      break
    }
    case "EPRT": {
      // |2|fd77::2|40000|
      const [, , ip, port] = argument.split(argument[0] ?? "|")
      if (ip && /^\d{1,5}$/.test(port ?? "")) expectData(seen, ip, Number(port))
    }
  }
}

/** "h1,h2,h3,h4,p1,p2" (RFC 959 section 4.1.2). */
function sixNumbers(text: string): { ip: string; port: number } | null {
  const match = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(text)
  if (!match) return null
  const [a, b, c, d, high, low] = match.slice(1).map(Number)
  if ([a, b, c, d, high, low].some((part) => part > 255)) return null
  return { ip: `${a}.${b}.${c}.${d}`, port: high * 256 + low }
}
function expectPassive(seen: Inspection, line: string): void {
  const end = sixNumbers(line)
  // Behind a translator the announced address may be another than the server's: the port counts on both.
  if (!end) return
  expectData(seen, end.ip, end.port)
  if (end.ip !== seen.ipText("server")) expectData(seen, seen.ipText("server"), end.port)
}
function expectExtendedPassive(seen: Inspection, line: string): void {
  const match = /\|\|\|(\d{1,5})\|/.exec(line)
  if (match) expectData(seen, seen.ipText("server"), Number(match[1]))
}
function expectData(seen: Inspection, ip: string, port: number): void {
  if (port > 0 && port < 65536) seen.expect({ protocol: "FTP_DATA", transport: "tcp", ip, port, forSeconds: DATA_SECONDS })
}
