// Whole tables as files. The reply is streamed text, so these are bound by api/export (not by `bind`).
import { groupKinds } from "@netweir/model"
import { Type } from "typebox"
import { route } from "./route.ts"
import { filterText, interfaceParam, timeRange } from "./shapes.ts"

const sort = Type.Optional(Type.String({ maxLength: 64, description: "Column id; a leading - sorts descending" }))
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, default: 10_000, description: "Rows at most" }))
const columns = Type.Optional(Type.String({ maxLength: 2000, description: "Column ids, comma separated; absent = all" }))
const format = Type.Union([Type.Literal("csv"), Type.Literal("json")])
const query = Type.Object({ filter: filterText, sort, limit, columns })
const file = Type.String({ description: "text/csv (RFC 4180, first line names the columns) or application/json (array of rows)" })

export const exportFlows = route({ id: "exportFlows", method: "GET", path: "/api/v1/interfaces/:interface/export/flows.:format", tag: "live", role: "viewer", summary: "Flows in the table now as CSV or JSON", params: Type.Object({ ...interfaceParam.properties, format }), query, reply: file })
export const exportHosts = route({ id: "exportHosts", method: "GET", path: "/api/v1/interfaces/:interface/export/hosts.:format", tag: "live", role: "viewer", summary: "Hosts in the table now as CSV or JSON", params: Type.Object({ ...interfaceParam.properties, format }), query, reply: file })
export const exportGroups = route({ id: "exportGroups", method: "GET", path: "/api/v1/interfaces/:interface/export/groups/:kind.:format", tag: "live", role: "viewer", summary: "A group table (networks, applications, ...) as CSV or JSON", params: Type.Object({ ...interfaceParam.properties, kind: Type.Union(groupKinds.map((kind) => Type.Literal(kind))), format }), query, reply: file })
export const exportExporters = route({ id: "exportExporters", method: "GET", path: "/api/v1/interfaces/:interface/export/exporters.:format", tag: "live", role: "viewer", summary: "The exporters of flow records as CSV or JSON", params: Type.Object({ ...interfaceParam.properties, format }), query, reply: file })
export const exportHistoryFlows = route({ id: "exportHistoryFlows", method: "GET", path: "/api/v1/history/export/flows.:format", tag: "history", role: "viewer", summary: "Stored flows in a time range as CSV or JSON", params: Type.Object({ format }), query: Type.Object({ ...timeRange, ...query.properties, interface: Type.Optional(Type.String({ maxLength: 200 })) }), reply: file })
