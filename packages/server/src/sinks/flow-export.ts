// NetFlow v9 and IPFIX: flows as records by template, over UDP, TCP or TLS.
import { UsageError } from "../cli/usage-error.ts"
import { FlowExporter } from "./flow-export/exporter.ts"
import type { ExportVersion } from "./flow-export/message-writer.ts"
import { createLink, linkTarget, probeLink } from "./links/index.ts"
import type { LinkTarget } from "./links/link.ts"
import type { SinkKind } from "./sink.ts"
import type { SinkUrl } from "./sink-url.ts"

/** Messages sent before the lane hears how far it is. */
const MESSAGES_AT_ONCE = 32
/** A message must hold the longest record and the longest template. */
const MIN_MESSAGE_BYTES = 1_280
const STREAM_MESSAGE_BYTES = 16_384

function kind(version: ExportVersion, scheme: string, transports: readonly LinkTarget["transport"][], ports: Readonly<Record<string, number>>, words: Pick<SinkKind, "title" | "form" | "help">): SinkKind {
  const schemes = transports.map((transport) => (transport === "udp" ? scheme : `${scheme}+${transport}`))
  return {
    schemes: [...schemes, `${scheme}+udp`], ...words,
    prepare(url: SinkUrl) {
      const transport = transports.find((one) => url.scheme.endsWith(`+${one}`)) ?? "udp"
      const target = linkTarget(url, transport, ports[transport])
      const domain = url.query.number("domain", 1)
      const biflow = version === 10 && url.query.oneOf("records", ["biflow", "uniflow"]) === "biflow"
      const templatesMs = url.query.milliseconds("templates", 60_000)
      const maxBytes = url.query.number("message", transport === "udp" ? 1_400 : STREAM_MESSAGE_BYTES)
      if (maxBytes < MIN_MESSAGE_BYTES || maxBytes > 65_000) throw new UsageError(`has message=${maxBytes}, which must be from ${MIN_MESSAGE_BYTES} to 65000 bytes`)
      return {
        label: url.label,
        takes: ["flows"],
        open({ clock, lost }) {
          const link = createLink(target)
          const exporter = new FlowExporter({ version, biflow, domain, maxBytes }, clock.nowMs())
          let toldMs = Number.NEGATIVE_INFINITY
          let toldSession = -1
          /** Whoever connected anew has no templates; datagrams get lost, so they are told again now and then (RFC 7011 section 8.1). */
          async function tellTemplates(): Promise<void> {
            await link.ready()
            const isLate = transport === "udp" && clock.nowMs() - toldMs >= templatesMs
            if (toldSession === link.session && !isLate) return
            const { session } = link
            for (const message of exporter.templates(clock.nowMs())) await link.send(message)
            toldSession = session
            toldMs = clock.nowMs()
          }
          return {
            async sendFlows(block, from) {
              await tellTemplates()
              if (from === 0) for (const message of exporter.newApplications(block, clock.nowMs())) await link.send(message)
              let row = from
              for (let i = 0; i < MESSAGES_AT_ONCE && row < block.count; i++) {
                const { bytes, next } = exporter.message(block, row, clock.nowMs())
                if (next === row) {
                  lost("too-large", 1)
                  row++
                  continue
                }
                await tellTemplates()
                await link.send(bytes)
                row = next
              }
              return row
            },
            async tick() {
              if (toldSession >= 0 && transport === "udp") await tellTemplates()
            },
            close: () => link.close(),
          }
        },
        probe: () => probeLink(target),
      }
    },
  }
}

export const ipfix = kind(10, "ipfix", ["udp", "tcp", "tls"], { udp: 4739, tcp: 4739, tls: 4740 }, {
  title: "IPFIX",
  form: "ipfix://HOST:4739, ipfix+tcp://HOST:4739, ipfix+tls://HOST:4740?records=biflow|uniflow&templates=60s&domain=1&rate=20000",
  help: "RFC 7011, one record a flow with reverse elements (RFC 5103), or `records=uniflow`: one a direction, for collectors that know no biflows.",
})
export const netflow9 = kind(9, "netflow9", ["udp", "tcp"], { udp: 2055, tcp: 2055 }, {
  title: "NetFlow v9",
  form: "netflow9://HOST:2055?templates=60s&domain=1&rate=20000",
  help: "RFC 3954, one record a direction.",
})
