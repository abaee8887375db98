// Flows and time series as lines of JSON in files that rotate by time and size.
import { JsonLines, rowFormats } from "./json-rows.ts"
import { openRotatingFile, probeDirectory, rotationOf } from "./rotating-file.ts"
import type { SinkKind } from "./sink.ts"
import { directoryOf } from "./sink-url.ts"

/** Rows encoded and written at once. */
const ROWS_AT_ONCE = 1024

export const ndjson: SinkKind = {
  schemes: ["ndjson"],
  title: "NDJSON files",
  form: "ndjson:///DIRECTORY?rotate=1h&size=256MB&format=netweir|ntopng|ecs&gzip&series",
  help: "One JSON object a line; a file is .part while it is written and gets its name when it is complete. `series`: time series too, in files of their own.",
  prepare(url) {
    const directory = directoryOf(url)
    const rotation = rotationOf(url.query)
    const format = url.query.oneOf("format", rowFormats)
    const gzip = url.query.flag("gzip")
    const series = url.query.flag("series")
    const extension = gzip ? "ndjson.gz" : "ndjson"
    return {
      label: url.label,
      takes: series ? ["flows", "series"] : ["flows"],
      open(context) {
        const lines = new JsonLines(format, context)
        const flows = openRotatingFile({ directory, prefix: "flows", extension, gzip, rotation, clock: context.clock })
        const points = series ? openRotatingFile({ directory, prefix: "series", extension, gzip, rotation, clock: context.clock }) : null
        return {
          async sendFlows(block, from) {
            const to = Math.min(block.count, from + ROWS_AT_ONCE)
            await flows.append(lines.flows(block, from, to).map((line) => `${line}\n`).join(""))
            return to
          },
          async sendSeries(block, from) {
            const to = Math.min(block.count, from + ROWS_AT_ONCE)
            await points?.append(lines.series(block, from, to).map((line) => `${line}\n`).join(""))
            return to
          },
          async tick() {
            await flows.tick()
            await points?.tick()
          },
          async close() {
            await flows.close()
            await points?.close()
          },
        }
      },
      probe: () => probeDirectory(directory),
    }
  },
}
