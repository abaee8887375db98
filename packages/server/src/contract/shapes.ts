// Shapes shared by the routes. Rows come from the columns of the model, so a new column needs no change here.
import type { Column, ExporterDetail, ExporterRow, FlowRow, GroupRow, HostDetail, HostRow, InterfaceStats } from "@netweir/model"
import { exporterColumns, flowColumns, groupColumns, hostColumns, intervalBinBoundsUs, lengthBinBounds } from "@netweir/model"
import { Type, type TSchema, type TUnsafe } from "typebox"

function jsonType(column: Column): TSchema {
  const base = column.type === "boolean" ? Type.Boolean({ description: column.help })
    : column.type === "list" ? Type.Array(Type.String(), { description: column.help })
    : column.type === "json" ? Type.Record(Type.String(), Type.Unknown(), { description: column.help })
    : column.type === "text" || column.type === "ip" || column.type === "mac" || column.type === "enum" ? Type.String({ description: column.help })
    : Type.Number({ description: column.help })
  return column.nullable ? Type.Union([base, Type.Null()], { description: column.help }) : base
}
function rowSchema<Row>(columns: readonly Column[]): TUnsafe<Row> {
  const properties = Object.fromEntries(columns.map((column) => [column.id, Type.Optional(jsonType(column))]))
  return Type.Unsafe<Row>(Type.Object(properties))
}

export const flowRow = rowSchema<FlowRow>(flowColumns)
const counts = Type.Array(Type.Number())
export const flowShape = Type.Object({ lengthsToServer: counts, lengthsToClient: counts, intervals: counts }, { description: `Payload bytes below ${lengthBinBounds.join(", ")} and more; microseconds below ${intervalBinBoundsUs.join(", ")} and more` })
export const hostRow = rowSchema<HostRow>(hostColumns)
export const groupRow = rowSchema<GroupRow>(groupColumns)
export const exporterRow = rowSchema<ExporterRow>(exporterColumns)
export const exporterDetail = Type.Unsafe<ExporterDetail>(Type.Object({}, { additionalProperties: true }))
/** Described by model/live.ts; open objects in the printed schema. */
export const interfaceStats = Type.Unsafe<InterfaceStats>(Type.Object({}, { additionalProperties: true, description: "Counters of one interface; received = stored + filtered + dropped by reason" }))
export const hostDetail = Type.Unsafe<HostDetail>(Type.Object({}, { additionalProperties: true }))

export function pageOf<Row>(row: TUnsafe<Row>) {
  return Type.Object({
    rows: Type.Array(row),
    matched: Type.Number({ description: "Rows that match the filter" }),
    total: Type.Number({ description: "Rows in the table" }),
    atMs: Type.Number({ description: "Time of the answer on the traffic's clock, ms since the epoch" }),
  })
}

export const filterText = Type.Optional(Type.String({ maxLength: 2000, description: 'Filter language, for example: app = "TLS.Netflix" and bytes > 1MB' }))
/** Table questions: filter, sort and page. */
export const pageQuery = {
  filter: filterText,
  sort: Type.Optional(Type.String({ maxLength: 64, description: "Column id; a leading - sorts descending" })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50 })),
}
export const interfaceParam = Type.Object({ interface: Type.String({ description: "Interface id, or `all`" }) })
export const timeRange = {
  fromMs: Type.Number({ description: "ms since the epoch" }),
  toMs: Type.Number({ description: "ms since the epoch" }),
}
export const done = Type.Object({ ok: Type.Literal(true) })
