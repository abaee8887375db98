// Syslog: RFC 5424 messages with JSON as their text, over UDP (RFC 5426), TCP (RFC 6587, lines or counted) or TLS (RFC 5425).
import { UsageError } from "../cli/usage-error.ts"
import { hostname } from "node:os"
import { JsonLines, type RowFormat } from "./json-rows.ts"
import { createLink, linkTarget, probeLink } from "./links/index.ts"
import type { LinkTarget } from "./links/link.ts"
import type { SinkKind } from "./sink.ts"

const facilities = ["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"]
const WARNING = 4
const INFORMATIONAL = 6
/** Messages in one write, or one run of datagrams. */
const ROWS_AT_ONCE = 256
/** RFC 5426 section 3.2: all must take 480 bytes, most take 2,048; rsyslog 8 kB. One datagram holds no more in any case. */
const MAX_DATAGRAM_BYTES = 8_192
const MAX_STREAM_BYTES = 65_536

export const syslog: SinkKind = {
  schemes: ["syslog", "syslog+udp", "syslog+tcp", "syslog+tls"],
  title: "Syslog",
  form: "syslog://HOST:514, syslog+tcp://HOST:601, syslog+tls://HOST:6514?format=ntopng|ecs|netweir&facility=local0&framing=octets|lines",
  help: "RFC 5424, the flow as JSON. A flow with risks is a warning, others are informational.",
  prepare(url) {
    const transport = (["tcp", "tls"] as const).find((one) => url.scheme.endsWith(one)) ?? "udp"
    const target: LinkTarget = linkTarget(url, transport, { udp: 514, tcp: 601, tls: 6514 }[transport])
    const format: RowFormat = url.query.oneOf("format", ["ntopng", "ecs", "netweir"] as const)
    const facility = facilities.indexOf(url.query.text("facility", "local0").toLowerCase())
    if (facility < 0) throw new UsageError(`has an unknown facility; there are ${facilities.join(", ")}`)
    const isCounted = transport !== "udp" && url.query.oneOf("framing", ["octets", "lines"]) === "octets"
    const maxBytes = url.query.number("message", transport === "udp" ? MAX_DATAGRAM_BYTES : MAX_STREAM_BYTES)
    return {
      label: url.label,
      takes: ["flows"],
      open(context) {
        const rows = new JsonLines(format, context)
        const link = createLink(target)
        const head = `${token(hostname(), 255)} netweir ${process.pid} flow -`
        return {
          async sendFlows(block, from) {
            await link.ready()
            const risks = block.bits("risks")
            const last = block.number("lastSeenMs")
            const to = Math.min(block.count, from + ROWS_AT_ONCE)
            const messages: Buffer[] = []
            let tooLarge = 0
            for (let row = from; row < to; row++) {
              const priority = facility * 8 + (risks[row] === 0n ? INFORMATIONAL : WARNING)
              const message = Buffer.from(`<${priority}>1 ${new Date(last(row)).toISOString()} ${head} ${JSON.stringify(rows.flow(block, row))}`)
              if (message.length > maxBytes) tooLarge++
              else messages.push(message)
            }
            if (transport === "udp") for (const message of messages) await link.send(message)
            else if (messages.length > 0) await link.send(Buffer.concat(messages.flatMap((message) => (isCounted ? [Buffer.from(`${message.length} `), message] : [message, LINE_FEED]))))
            if (tooLarge > 0) context.lost("too-large", tooLarge)
            return to
          },
          close: () => link.close(),
        }
      },
      probe: () => probeLink(target),
    }
  },
}

/** JSON has no bare line feed, so one ends a message. */
const LINE_FEED = Buffer.from("\n")

/** Printable ASCII without spaces (RFC 5424 section 6). */
function token(text: string, limit: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, "").slice(0, limit) || "-"
}
