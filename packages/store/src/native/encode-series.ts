// A SeriesBatch as a Native block.
import type { BatchColumn, SeriesBatch } from "@netweir/model"
import { seriesColumns, seriesCounters, seriesGauges } from "../schema/series-columns.ts"
import { NativeWriter } from "./native-writer.ts"
import { writeColumn, type EncodeOptions } from "./encode-flows.ts"

const DAY_MS = 86_400_000

export function encodeSeriesBatch(batch: SeriesBatch, { storedOnDay = Math.floor(Date.now() / DAY_MS) }: EncodeOptions = {}): Uint8Array {
  const { count } = batch
  const values: Record<string, BatchColumn> = {
    interface: new Array<string>(count).fill(batch.interface),
    kind: batch.kind,
    key: batch.key,
    at: Uint32Array.from(batch.atMs, (ms) => Math.floor(ms / 1000)),
    points: new Uint32Array(count).fill(1),
  }
  for (const name of [...seriesCounters, ...seriesGauges]) values[name] = Float64Array.from(batch[name])
  const writer = new NativeWriter(1024 + count * 160)
  writer.header(seriesColumns.length, count)
  for (const { name, type } of seriesColumns) {
    writer.column(name, type)
    if (count === 0) continue
    if (type === "Date") writer.raw(new Uint16Array(count).fill(storedOnDay))
    else writeColumn(writer, type, values[name], count)
  }
  return writer.finish()
}
