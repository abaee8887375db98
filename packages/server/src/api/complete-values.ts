// Values that a column may have, for the search box: fixed words first, then what is in the tables now.
import { exporterColumns, flowColumns, groupColumns, hostColumns, vocabulary, type Column, type GroupKind } from "@netweir/model"
import { ProductError } from "../contract/errors.ts"
import type { Monitor } from "../monitor/monitor.ts"

const MAX_VALUES = 50
const LOOKED_AT = 500

/** Columns whose values are the keys of a group. */
const groupOfColumn: Readonly<Record<string, GroupKind>> = {
  app: "application", topApp: "application", category: "category", l4: "l4", clientCountry: "country", serverCountry: "country", country: "country",
  clientAsn: "asn", serverAsn: "asn", asn: "asn", vlan: "vlan", clientMac: "device", serverMac: "device", mac: "device",
  clientNetwork: "network", serverNetwork: "network", network: "network",
}
/** Columns whose values are those of a host's column. */
const hostColumnOf: Readonly<Record<string, "ip" | "name" | "vendor" | "os" | "asName">> = {
  client: "ip", server: "ip", ip: "ip", clientName: "name", serverName: "name", name: "name", vendor: "vendor", os: "os", asName: "asName",
}

export async function completeValues(monitor: Monitor, { entity, column: id, prefix = "" }: { entity: "flow" | "host" | "group" | "exporter"; column: string; prefix?: string }): Promise<string[]> {
  const columns: readonly Column[] = entity === "flow" ? flowColumns : entity === "host" ? hostColumns : entity === "exporter" ? exporterColumns : groupColumns
  const column = columns.find((one) => one.id === id || one.aliases?.includes(id))
  if (!column) throw new ProductError("column-unknown", { column: id })
  const values = vocabulary(column) ?? (column.id === "interface" ? monitor.interfaces.map((one) => one.name) : await liveValues(monitor, column.id))
  const wanted = prefix.toLowerCase()
  const matching = [...new Set(values)].filter((value) => value !== "" && value.toLowerCase().includes(wanted))
  const begins = (value: string) => (value.toLowerCase().startsWith(wanted) ? 0 : 1)
  return matching.toSorted((a, b) => begins(a) - begins(b)).slice(0, MAX_VALUES)
}

/** The busiest first. */
async function liveValues(monitor: Monitor, id: string): Promise<string[]> {
  const all = monitor.find("all")
  const page = { sort: { column: "bytes", descending: true }, limit: LOOKED_AT }
  const kind = groupOfColumn[id]
  if (kind) return (await all.ask("groups", { ...page, kind })).rows.map((row) => row.key)
  const hostColumn = hostColumnOf[id]
  if (hostColumn) return (await all.ask("hosts", page)).rows.map((row) => row[hostColumn] ?? "")
  return []
}
