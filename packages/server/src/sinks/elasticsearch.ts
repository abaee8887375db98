// Elasticsearch and OpenSearch: the bulk API. Each flow has an id of its own, so that what is sent again is not stored twice.
import { UsageError } from "../cli/usage-error.ts"
import type { FlowBlock } from "./flow-block.ts"
import { createHttpPeer, httpTarget, meaningOf, problemOf, type Answer } from "./http/http-peer.ts"
import { createPoster } from "./http/posted-rows.ts"
import { JsonLines, type RowFormat } from "./json-rows.ts"
import type { SinkContext, SinkKind } from "./sink.ts"
import { strftime } from "./strftime.ts"

interface BulkItem { readonly status?: number; readonly error?: { readonly type?: string; readonly reason?: string } }

interface About { readonly version?: { readonly number?: string; readonly distribution?: string } }

export const elasticsearch: SinkKind = {
  schemes: ["es+http", "es+https", "opensearch+http", "opensearch+https"],
  title: "Elasticsearch",
  form: "es+https://USER:PASSWORD@HOST:9200/flows-%Y.%m.%d?format=ntopng|ecs|netweir&apikey=KEY&pipeline=NAME&type=T",
  help: "Also OpenSearch. The index may have strftime's letters (UTC, of the flow's end) and may be a data stream; `type` only for versions up to 6.",
  prepare(url) {
    const target = httpTarget(url, 9200, "apikey", "ApiKey")
    const index = url.path.slice(1)
    if (index === "" || strftime(index, 0) !== strftime(index, 0).toLowerCase()) throw new UsageError("must name an index after the host, in lower case, such as /flows-%Y.%m.%d")
    const format: RowFormat = url.query.oneOf("format", ["ntopng", "ecs", "netweir"] as const)
    const type = url.query.text("type", "")
    const pipeline = url.query.text("pipeline", "")
    const path = `/_bulk${pipeline === "" ? "" : `?pipeline=${encodeURIComponent(pipeline)}`}`
    return {
      label: url.label,
      takes: ["flows"],
      open(context) {
        const peer = createHttpPeer(target)
        const rows = new JsonLines(format, context)
        /** Types ended with version 7, and OpenSearch never had them; whoever names one may have an old server or an old command line. */
        let usedType = ""
        let hasLearned = type === ""
        async function learnVersion(): Promise<void> {
          if (hasLearned) return
          const answer = await peer.send("GET", "/", "", "")
          if (meaningOf(answer.status) !== "taken") throw problemOf(answer)
          const { version } = JSON.parse(answer.text) as About
          if (version?.distribution !== "opensearch" && Number.parseInt(version?.number ?? "", 10) < 7) usedType = type
          hasLearned = true
        }
        const post = createPoster<FlowBlock>({
          body: (block, from, to) => bulkBody(rows, block, from, to, index, usedType),
          post: (body) => peer.send("POST", path, "application/x-ndjson", body),
          read: (answer) => readBulk(answer, context),
        }, context)
        return { async sendFlows(block, from) { await learnVersion(); return post(block, from) }, close: async () => peer.close() }
      },
      async probe() {
        const peer = createHttpPeer(target)
        try {
          const answer = await peer.send("GET", "/", "", "")
          if (meaningOf(answer.status) !== "taken") throw problemOf(answer)
          const { version } = JSON.parse(answer.text) as About
          return `${version?.distribution ?? "elasticsearch"} ${version?.number ?? ""} answers`
        } finally {
          peer.close()
        }
      },
    }
  },
}

function bulkBody(rows: JsonLines, block: FlowBlock, from: number, to: number, index: string, type: string): string {
  const first = block.number("firstSeenMs")
  const last = block.number("lastSeenMs")
  const ids = block.bits("flowId")
  let body = ""
  for (let row = from; row < to; row++) {
    const lastMs = last(row)
    const action = { create: { _index: strftime(index, lastMs), ...(type !== "" && { _type: type }), _id: `${block.origin.interfaceId}-${ids[row]}-${first(row)}` } }
    // Elasticsearch sorts by this one; ECS rows have it already.
    const document = { "@timestamp": new Date(lastMs).toISOString(), ...rows.flow(block, row), ...(type !== "" && { type }) }
    body += `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`
  }
  return body
}

/** 409: it is there already, from an attempt whose answer got lost. 429 and 503: all are sent again, which stores none twice. */
function readBulk({ text }: Answer, { lost, warn }: Pick<SinkContext, "lost" | "warn">): void {
  const { errors, items = [] } = JSON.parse(text) as { errors?: boolean; items?: readonly Readonly<Record<string, BulkItem>>[] }
  if (!errors) return
  const failed = items.flatMap((item) => Object.values(item)).filter(({ status = 0 }) => meaningOf(status) !== "taken" && status !== 409)
  if (failed.length === 0) return
  const [{ status, error }] = failed
  const why = `${error?.type ?? "error"} ${status ?? ""}: ${error?.reason ?? ""}`
  if (failed.some((one) => one.status === 429 || (one.status ?? 0) >= 500)) throw new Error(`it took only a part of the rows: ${why}`)
  lost("refused", failed.length)
  warn(`${failed.length} rows were refused: ${why}`)
}
