// Where things lead, in one place.
import type { Target } from "../table/data-table.tsx"
import { filterTerm } from "../filter/filter-text.ts"
import { flowColumns, type Column } from "@netweir/model"
import { findField } from "@netweir/model/filter/index.ts"

type Search = Target["search"]
const inInterface = (interfaceId: string, more: Readonly<Record<string, string | undefined>> = {}): Search => ({ interface: interfaceId, ...more }) as Search

export function hostTarget(interfaceId: string, ip: string, vlan = 0): Target {
  return { to: "/hosts/$interface/$ip", params: { interface: interfaceId, ip }, search: inInterface(interfaceId, vlan ? { vlan: String(vlan) } : {}) }
}
export function flowTarget(interfaceId: string, flowId: string): Target {
  return { to: "/flows/$interface/$flowId", params: { interface: interfaceId, flowId }, search: inInterface(interfaceId) }
}
export function flowsTarget(interfaceId: string, filter: string): Target {
  return { to: "/flows", search: inInterface(interfaceId, { filter }) }
}
export function groupTarget(interfaceId: string, kind: string, key: string): Target {
  return { to: "/groups/$kind/$key", params: { kind, key }, search: inInterface(interfaceId) }
}
export function groupsTarget(interfaceId: string, kind: string): Target {
  return { to: "/groups/$kind", params: { kind }, search: inInterface(interfaceId) }
}
export function exporterTarget(interfaceId: string, key: string): Target {
  return { to: "/exporters/$key", params: { key }, search: inInterface(interfaceId) }
}
export function explorerTarget(interfaceId: string, search: Readonly<Record<string, string | undefined>>): Target {
  return { to: "/explorer", search: inInterface(interfaceId, search) }
}

/** What flows are filtered and grouped by: a column, or a word of the filter language for either side. */
export function fieldColumn(name: string): Column | undefined {
  const field = findField(name, flowColumns)
  return field && { ...field.columns[0], id: field.name }
}

const groupFields: Readonly<Record<string, string>> = { network: "anyNetwork", asn: "anyAsn", country: "anyCountry", vlan: "vlan", device: "mac", application: "app", category: "category", l4: "l4", breed: "breed" }

/** Flows of one group. Null for groups that no flow column knows. */
export function groupFilter(kind: string, key: string): string | null {
  const column = kind in groupFields ? fieldColumn(groupFields[kind]) : undefined
  return column ? filterTerm(column, key) : null
}
