// Where things lead, in one place.
import type { Target } from "../table/data-table.tsx"
import { filterTerm } from "../filter/filter-text.ts"
import { flowColumns, type Column } from "@netweir/model"

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
export function explorerTarget(interfaceId: string, search: Readonly<Record<string, string | undefined>>): Target {
  return { to: "/explorer", search: inInterface(interfaceId, search) }
}

/** Flows of one group: the columns that say so. Null for groups that no flow column knows. */
export function groupFilter(kind: string, key: string): string | null {
  const ids = { network: ["clientNetwork", "serverNetwork"], asn: ["clientAsn", "serverAsn"], country: ["clientCountry", "serverCountry"], vlan: ["vlan"], device: ["clientMac", "serverMac"], application: ["app"], category: ["category"], l4: ["l4"], breed: ["breed"] }[kind]
  if (!ids) return null
  const terms = ids.map((id) => flowColumns.find((column) => column.id === id)).filter((column) => column !== undefined).map((column) => filterTerm(column as Column, key))
  return terms.join(" or ")
}
