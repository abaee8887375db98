// Flows (and time series) as Parquet files. Blocks are appended as they come, in ClickHouse's own format; when a file is complete,
// ClickHouse turns it into Parquet, in a process of its own that lives for that long only: history may be off or elsewhere.
import { readdirSync } from "node:fs"
import { mkdtemp, rename, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { createEmbeddedDatabase } from "@netweir/store/database/embedded-database.ts"
import { literal } from "@netweir/store/database/database.ts"
import { parquetFlowSelect, parquetSeriesSelect } from "./parquet-columns.ts"
import { openRotatingFile, probeDirectory, rotationOf } from "./rotating-file.ts"
import type { SinkKind } from "./sink.ts"
import { directoryOf } from "./sink-url.ts"

const COMPLETE = ".native"
const MEMORY_BYTES = 1e9

export const parquet: SinkKind = {
  schemes: ["parquet"],
  title: "Parquet files",
  form: "parquet:///DIRECTORY?rotate=1h&size=256MB&series",
  help: "Readable columns (addresses, names, risks as text), compressed with Zstandard. `series`: time series too, in files of their own.",
  prepare(url) {
    const directory = directoryOf(url)
    const rotation = rotationOf(url.query)
    const series = url.query.flag("series")
    return {
      label: url.label,
      takes: series ? ["flows", "series"] : ["flows"],
      open(context) {
        const file = (prefix: string) => openRotatingFile({ directory, prefix, extension: "native", gzip: false, rotation, clock: context.clock })
        const flows = file("flows")
        const points = series ? file("series") : null
        return {
          /** Blocks are whole: from row 0. */
          async sendFlows(block) {
            await flows.append(block.native)
            await convertComplete(directory)
            return block.count
          },
          async sendSeries(block) {
            await points?.append(block.native)
            return block.count
          },
          async tick() {
            await flows.tick()
            await points?.tick()
            await convertComplete(directory)
          },
          async close() {
            await flows.close()
            await points?.close()
            await convertComplete(directory)
          },
        }
      },
      probe: () => probeDirectory(directory),
    }
  },
}

/** Those of an earlier run too, when it ended before they were turned. */
async function convertComplete(directory: string): Promise<void> {
  const waiting = completeFiles(directory)
  if (waiting.length === 0) return
  const workshop = await mkdtemp(path.join(tmpdir(), "netweir-parquet-"))
  const database = createEmbeddedDatabase({ directory: workshop, memoryBytes: MEMORY_BYTES }, { onLost: () => undefined }) // the statement fails, which is told
  try {
    await database.open()
    for (const name of waiting) {
      const from = path.resolve(directory, name)
      const to = `${from.slice(0, -COMPLETE.length)}.parquet`
      await rm(`${to}.part`, { force: true })
      await database.command(`INSERT INTO FUNCTION file(${literal(`${to}.part`)}, 'Parquet') SELECT ${name.startsWith("series-") ? parquetSeriesSelect : parquetFlowSelect} FROM file(${literal(from)}, 'Native') SETTINGS output_format_parquet_compression_method = 'zstd'`)
      await rename(`${to}.part`, to)
      await rm(from)
    }
  } finally {
    await database.close()
    await rm(workshop, { recursive: true, force: true })
  }
}

function completeFiles(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => /^(flows|series)-.*\.native$/.test(name)).toSorted()
  } catch {
    return [] // not made yet
  }
}
