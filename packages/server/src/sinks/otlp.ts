// OpenTelemetry: flows as log records and time series as metrics, OTLP 1.x over HTTP in JSON (opentelemetry.io/docs/specs/otlp).
import { createHttpPeer, httpTarget, meaningOf, type Answer } from "./http/http-peer.ts"
import { createPoster } from "./http/posted-rows.ts"
import { logsRequest } from "./otlp/logs.ts"
import { createMetricsRequests } from "./otlp/metrics.ts"
import type { SinkContext, SinkKind } from "./sink.ts"

export const otlp: SinkKind = {
  schemes: ["otlp+http", "otlp+https"],
  title: "OTLP",
  form: "otlp+http://HOST:4318?signals=all|logs|metrics&temporality=cumulative|delta&token=TOKEN",
  help: "OpenTelemetry over HTTP in JSON: flows as logs, time series as metrics. A path is put before /v1/logs and /v1/metrics.",
  prepare(url) {
    const target = httpTarget(url, 4318, "token", "Bearer")
    const signals = url.query.oneOf("signals", ["all", "logs", "metrics"])
    const isDelta = url.query.oneOf("temporality", ["cumulative", "delta"]) === "delta"
    const base = url.path.replace(/\/+$/, "")
    return {
      label: url.label,
      takes: [...(signals === "metrics" ? [] : ["flows" as const]), ...(signals === "logs" ? [] : ["series" as const])],
      open(context) {
        const peer = createHttpPeer(target)
        const metrics = createMetricsRequests({ isDelta, startMs: context.clock.nowMs(), about: context, lost: context.lost })
        return {
          sendFlows: createPoster({
            body: (block, from, to) => logsRequest(block, from, to, context, context.clock.nowMs()),
            post: (body) => peer.send("POST", `${base}/v1/logs`, "application/json", body),
            read: (answer) => readPartial(answer, "rejectedLogRecords", context),
          }, context),
          sendSeries: createPoster({
            body: metrics,
            post: (body) => peer.send("POST", `${base}/v1/metrics`, "application/json", body),
            read: (answer, _, from, to) => readPartial(answer, "rejectedDataPoints", context, to - from),
          }, context),
          close: async () => peer.close(),
        }
      },
      /** There is no harmless question in OTLP: an empty request is taken by every receiver. */
      async probe() {
        const peer = createHttpPeer(target)
        try {
          const answer = await peer.send("POST", `${base}/v1/logs`, "application/json", JSON.stringify({ resourceLogs: [] }))
          if (meaningOf(answer.status) === "taken") return "takes OTLP"
          throw new Error(`it answers HTTP ${answer.status}: ${answer.text.slice(0, 200)}`)
        } finally {
          peer.close()
        }
      },
    }
  },
}

/** "Partial success": the peer took the request and refused some of it; it must not be sent again. A row of series is several points. */
function readPartial({ text }: Answer, field: string, { lost, warn }: Pick<SinkContext, "lost" | "warn">, rows = Number.POSITIVE_INFINITY): void {
  if (text === "") return
  let partial: Readonly<Record<string, unknown>> | undefined
  try {
    partial = (JSON.parse(text) as { partialSuccess?: Record<string, unknown> }).partialSuccess
  } catch {
    return // receivers that answer with other words took it all the same
  }
  const refused = Math.min(Number(partial?.[field] ?? 0), rows)
  if (!(refused > 0)) return
  lost("refused", refused)
  warn(`${refused} rows were refused: ${String(partial?.errorMessage ?? "")}`)
}
