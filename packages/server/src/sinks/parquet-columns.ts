// The columns of our Parquet files: those of history, as people read them. Absent values are null.
import { risks, scaledSql, type Column } from "@netweir/model"
import { literal } from "@netweir/store/database/database.ts"
import { historyColumns } from "@netweir/store/schema/stored-columns.ts"
import { seriesCounters, seriesGauges } from "@netweir/store/schema/series-columns.ts"

const quoted = (texts: readonly string[]) => `[${texts.map(literal).join(", ")}]`
const keyByBit = risks.reduce<string[]>((keys, { id, key }) => { keys[id - 1] = key; return keys }, Array.from({ length: Math.max(...risks.map(({ id }) => id)) }, () => ""))

function selected(column: Column): string {
  const { id, type, nullable, values } = column
  const stored = column.sqlFrom ?? id
  switch (type) {
    case "ip": {
      const text = `replaceOne(toString(${id}), '::ffff:', '')`
      return nullable ? `nullIf(${text}, '::')` : text
    }
    case "mac": return `if(${id} = 0, NULL, lower(MACNumToString(${id})))`
    case "enum": return `arrayElement(${quoted(values ?? [])}, ${id} + 1)`
    case "boolean": return `CAST(${id} != 0 AS Bool)`
    case "list": return `arrayFilter(key -> key != '', arrayMap((key, bit) -> if(bitTest(${id}, bit), key, ''), ${quoted(keyByBit)}, range(${keyByBit.length})))`
    case "text": return id === "flowId" ? `toString(${id})` : nullable ? `nullIf(toString(${stored}), '')` : `toString(${stored})`
    case "json": case "timeMs": return stored
    default:
      if (column.sqlScale !== undefined) return `if(${id} = 0, NULL, ${scaledSql(id, column.sqlScale)})`
      return nullable ? `nullIf(${stored}, 0)` : stored
  }
}

/** Source columns are named in every expression: an alias of the same name must not stand in for them. */
export const parquetFlowSelect = historyColumns.map((column) => `${selected(column)} AS ${column.id}`).join(", ")
export const parquetSeriesSelect = ["toString(interface) AS interface", "toString(kind) AS kind", "key", "at", ...seriesCounters, ...seriesGauges].join(", ")
