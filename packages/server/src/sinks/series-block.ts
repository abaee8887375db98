// Points of time series as sinks see them (model/series.ts), read from one of history's Native blocks.
import type { SeriesKind } from "@netweir/model"
import { readNativeBlock, type NativeStrings } from "@netweir/store/native/read-native.ts"
import { seriesCounters, seriesGauges } from "@netweir/store/schema/series-columns.ts"
import type { BlockOrigin } from "./flow-block.ts"

export type SeriesValue = (typeof seriesCounters)[number] | (typeof seriesGauges)[number]

/** Counters are of the minute from `atMs` on. */
export type SeriesPoint = { readonly atMs: number; readonly kind: SeriesKind; readonly key: string } & { readonly [Name in SeriesValue]: number }

export interface SeriesBlock {
  readonly count: number
  readonly origin: BlockOrigin
  readonly native: Uint8Array
  point(row: number): SeriesPoint
}

export function createSeriesBlock(native: Uint8Array, origin: BlockOrigin): SeriesBlock {
  const { count, columns } = readNativeBlock(native)
  const kind = columns.get("kind") as NativeStrings | undefined // as series-columns.ts says
  const key = columns.get("key") as NativeStrings | undefined
  const at = columns.get("at") as Uint32Array | undefined
  const values = [...seriesCounters, ...seriesGauges].map((name) => [name, columns.get(name) as BigUint64Array | undefined] as const)
  return {
    count, origin, native,
    point(row) {
      const point: Record<string, unknown> = { atMs: (at?.[row] ?? 0) * 1000, kind: kind?.at(row) ?? "", key: key?.at(row) ?? "" }
      for (const [name, numbers] of values) point[name] = Number(numbers?.[row] ?? 0n)
      return point as SeriesPoint // every field was set above
    },
  }
}
