// What flows can be grouped by.
import { flowColumns, type Column } from "@netweir/model"
import { fieldColumn } from "../targets.ts"

const common = ["app", "category", "client", "server", "ip", "serverPort", "hostname", "l4", "serverCountry", "serverAsn", "clientNetwork", "interface", "vlan", "risks"]
const unfit = new Set(["flowId", "ipProtocol", "masterProtocolId", "appProtocolId", "communityId", "durationMs", "info"])

export interface Dimension { readonly id: string; readonly label: string }
const labels: Readonly<Record<string, string>> = { ip: "Either address", anyAsn: "Either ASN", anyCountry: "Either country", anyNetwork: "Either network" }

function isFit(column: Column): boolean {
  if (unfit.has(column.id) || !(column.sql ?? column.sqlFrom)) return false
  return ["text", "ip", "mac", "port", "enum", "boolean", "list"].includes(column.type) || ["vlan", "clientAsn", "serverAsn", "dscpToServer", "dscpToClient", "ipVersion", "inIfIndex", "outIfIndex", "observationDomain"].includes(column.id)
}

export function dimensionLabel(id: string): string {
  return labels[id] ?? fieldColumn(id)?.label ?? id
}
const named = (id: string): Dimension => ({ id, label: dimensionLabel(id) })
export const commonDimensions: readonly Dimension[] = common.map(named)
export const otherDimensions: readonly Dimension[] = [...flowColumns.filter((column) => isFit(column) && !common.includes(column.id)).map((column) => column.id), "anyAsn", "anyCountry", "anyNetwork"].map(named)
export const MAX_DIMENSIONS = 4

/** From the URL: known ones, each once. */
export function dimensionsFrom(text: string | undefined): readonly string[] {
  const known = new Set([...commonDimensions, ...otherDimensions].map((one) => one.id))
  return [...new Set((text ?? "").split(",").filter((id) => known.has(id)))].slice(0, MAX_DIMENSIONS)
}
