// How large history is: for `doctor`, the About page and retention.
import { tables } from "../schema/tables.ts"
import type { Question } from "./question.ts"

export interface TableSize {
  readonly name: string
  readonly rows: number
  readonly bytes: number
  readonly bytesPerRow: number | null
}
export interface TableSizesReply {
  readonly tables: readonly TableSize[]
  readonly bytes: number
  readonly flows: number
  readonly bytesPerFlow: number | null
  /** Oldest and newest flow. */
  readonly oldestMs: number | null
  readonly newestMs: number | null
}

export const tableSizes: Question<Record<string, never>, TableSizesReply> = {
  plan: () => [
    { sql: "SELECT replaceOne(table, '_local', ''), sum(rows), sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() GROUP BY 1", params: {} },
    { sql: "SELECT toUnixTimestamp64Milli(min(lastSeenMs)), toUnixTimestamp64Milli(max(lastSeenMs)), count() FROM flows", params: {} },
  ],
  read([sizes, range]) {
    const rows = tables.map(({ name }): TableSize => {
      const found = sizes.find(([table]) => table === name)
      const count = Number(found?.[1] ?? 0)
      const bytes = Number(found?.[2] ?? 0)
      return { name, rows: count, bytes, bytesPerRow: count ? bytes / count : null }
    })
    const flows = rows.find((table) => table.name === "flows")
    const [oldest, newest, count] = range[0] ?? []
    const isEmpty = !Number(count ?? 0)
    return {
      tables: rows, bytes: rows.reduce((sum, table) => sum + table.bytes, 0), flows: flows?.rows ?? 0, bytesPerFlow: flows?.bytesPerRow ?? null,
      oldestMs: isEmpty ? null : Number(oldest), newestMs: isEmpty ? null : Number(newest),
    }
  },
}
