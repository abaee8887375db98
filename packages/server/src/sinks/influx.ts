// InfluxDB (1.x, 2.x, 3.x), VictoriaMetrics and whoever reads line protocol: time series under the names that ntopng gives them.
import { UsageError } from "../cli/usage-error.ts"
import { createHttpPeer, httpTarget, meaningOf, problemOf } from "./http/http-peer.ts"
import { createPoster } from "./http/posted-rows.ts"
import { measurementsOf, type Measurement } from "./influx-points.ts"
import { RunningTotals } from "./running-totals.ts"
import type { SeriesBlock } from "./series-block.ts"
import type { DropReason, SinkKind } from "./sink.ts"

export const influx: SinkKind = {
  schemes: ["influx+http", "influx+https"],
  title: "InfluxDB",
  form: "influx+http://USER:PASSWORD@HOST:8086/DATABASE, influx+https://HOST:8086/?org=ORG&bucket=BUCKET&token=TOKEN",
  help: "Line protocol. A database (1.x; it is made when it is missing), or organisation, bucket and token (2.x and later).",
  prepare(url) {
    const target = httpTarget(url, 8086, "token", "Token")
    const database = decodeURIComponent(url.path.slice(1))
    const [org, bucket, retentionPolicy] = [url.query.text("org", ""), url.query.text("bucket", ""), url.query.text("rp", "")]
    if ((database === "") === (bucket === "")) throw new UsageError("must name a database after the host (1.x), or ?org=ORG&bucket=BUCKET&token=TOKEN (2.x)")
    const path = bucket === ""
      ? `/write?db=${encodeURIComponent(database)}${retentionPolicy === "" ? "" : `&rp=${encodeURIComponent(retentionPolicy)}`}&precision=s`
      : `/api/v2/write?org=${encodeURIComponent(org)}&bucket=${encodeURIComponent(bucket)}&precision=s`
    return {
      label: url.label,
      takes: ["series"],
      open(context) {
        const peer = createHttpPeer(target)
        const lines = new InfluxLines(context.lost)
        let mayBeMissing = bucket === ""
        const post = createPoster<SeriesBlock>({
          body: (block, from, to) => lines.body(block, from, to),
          async post(body) {
            if (body === "") return { status: 204, text: "" }
            const answer = await peer.send("POST", path, "text/plain; charset=utf-8", body)
            if (!mayBeMissing || answer.status !== 404) return answer
            mayBeMissing = false
            const made = await peer.send("POST", `/query?q=${encodeURIComponent(`CREATE DATABASE "${database.replaceAll(/[\\"]/g, String.raw`\$&`)}"`)}`, "", "")
            return meaningOf(made.status) === "taken" ? peer.send("POST", path, "text/plain; charset=utf-8", body) : made
          },
        }, context)
        return { sendSeries: post, close: async () => peer.close() }
      },
      async probe() {
        const peer = createHttpPeer(target)
        try {
          const answer = await peer.send("GET", "/ping", "", "")
          if (meaningOf(answer.status) !== "taken") throw problemOf(answer)
          return "answers"
        } finally {
          peer.close()
        }
      },
    }
  },
}

class InfluxLines {
  private readonly totals = new RunningTotals()
  private readonly lost: (reason: DropReason, rows: number) => void
  /** Totals may grow once per row, however often its request is built anew. */
  private block: SeriesBlock | null = null
  private texts: (string | undefined)[] = []

  constructor(lost: (reason: DropReason, rows: number) => void) {
    this.lost = lost
  }

  body(block: SeriesBlock, from: number, to: number): string {
    if (this.block !== block) {
      this.block = block
      this.texts = []
    }
    let body = ""
    for (let row = from; row < to; row++) body += (this.texts[row] ??= this.linesOf(block, row))
    return body
  }

  private linesOf(block: SeriesBlock, row: number): string {
    const point = block.point(row)
    // A point is about its minute; it is told when that is over.
    const seconds = Math.floor(point.atMs / 1000) + 60
    let text = ""
    for (const measurement of measurementsOf(point)) {
      const series = `${escaped(measurement.name)},ifid=${block.origin.interfaceId}${tagsOf(measurement)}`
      const values = measurement.isCounter ? this.totals.add(series, Object.values(measurement.fields)) : Object.values(measurement.fields)
      if (!values) {
        this.lost("series-limit", 1)
        return ""
      }
      text += `${series} ${Object.keys(measurement.fields).map((name, i) => `${name}=${values[i]}`).join(",")} ${seconds}\n`
    }
    return text
  }
}

const tagsOf = ({ tags }: Measurement) => Object.entries(tags).map(([name, value]) => [name, escaped(value)]).map(([name, value]) => (value === "" ? "" : `,${name}=${value}`)).join("")
/** Tag values and measurement names: comma, space and equal sign are escaped; a line break would end the line, a backslash at the end would escape what follows. */
const escaped = (text: string) => text.slice(0, MAX_TAG_CHARACTERS).replaceAll(/[\r\n]/g, " ").replace(/\\+$/, "").replaceAll(/[,= ]/g, String.raw`\$&`)
const MAX_TAG_CHARACTERS = 1_000
