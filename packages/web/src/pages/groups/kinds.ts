import { groupColumns, groupKinds, type Column, type GroupKind } from "@netweir/model"

/** Names of the groups; the page of each is the same. `unit`: what one row is. */
export const kindTitles: Readonly<Record<GroupKind, { readonly title: string; readonly unit: string; readonly help: string }>> = {
  network: { title: "Networks", unit: "Network", help: "Local networks, named with -m when Netweir starts." },
  asn: { title: "Autonomous systems", unit: "AS", help: "Known for public addresses." },
  country: { title: "Countries", unit: "Country", help: "Known for public addresses." },
  vlan: { title: "VLANs", unit: "VLAN", help: "From 802.1Q tags; 0 is untagged traffic." },
  device: { title: "Devices", unit: "Device", help: "Network cards seen on the wire, by MAC address." },
  application: { title: "Applications", unit: "Application", help: "Found by content first, by port last." },
  category: { title: "Categories", unit: "Category", help: "What applications are for." },
  dscp: { title: "DSCP classes", unit: "Class", help: "Differentiated services code points of the packets." },
  l4: { title: "L4 protocols", unit: "Protocol", help: "TCP, UDP, ICMP and the others." },
  breed: { title: "Breeds", unit: "Breed", help: "How acceptable applications are." },
  ethertype: { title: "Ethertypes", unit: "Ethertype", help: "What Ethernet frames carry." },
  exporter: { title: "Exporters", unit: "Observation point", help: "Devices that export flow records to us, by observation domain." },
  exporterInterface: { title: "Exporter interfaces", unit: "Interface", help: "Interfaces of exporters, by SNMP index: what entered and left there." },
  packetSize: { title: "Packet sizes", unit: "Size", help: "Packets by size class." },
}
/** Beside each other in tabs; the others stand alone. */
const families: readonly (readonly GroupKind[])[] = [["application", "category", "breed"], ["l4", "dscp", "ethertype", "packetSize"], ["exporter", "exporterInterface"]]

export function isGroupKind(text: string): text is GroupKind {
  return (groupKinds as readonly string[]).includes(text)
}
export function familyOf(kind: GroupKind): readonly GroupKind[] {
  return families.find((family) => family.includes(kind)) ?? [kind]
}
/** Kinds whose key is no name: the name stands beside it. */
const named: ReadonlySet<GroupKind> = new Set(["network", "asn", "country", "vlan", "device", "packetSize"])
/** Kinds of packets: flows and scores are not counted by them. */
const ofPackets: ReadonlySet<GroupKind> = new Set(["packetSize", "ethertype"])
/** Kinds that hosts belong to; an application or a class has flows only. */
const withHosts: ReadonlySet<GroupKind> = new Set(["network", "asn", "country", "vlan", "device"])
const keyLabels: Partial<Record<GroupKind, string>> = { device: "MAC", country: "Code", packetSize: "Class" }
const columnsByKind = new Map(groupKinds.map((kind) => [kind, groupColumns.map((column): Column => (column.id === "key" ? { ...column, label: keyLabels[kind] ?? kindTitles[kind].unit } : column))] as const))

/** The group columns, the key named after what it is. */
export function columnsOf(kind: GroupKind): readonly Column[] {
  return columnsByKind.get(kind) ?? groupColumns
}
/** Those shown until somebody picks others. */
export function shownColumns(kind: GroupKind): readonly string[] {
  return columnsOf(kind).filter((column) => column.shown && (column.id !== "label" || named.has(kind)) && (column.id !== "hosts" || withHosts.has(kind)) && !(ofPackets.has(kind) && (column.id === "flows" || column.id === "score")) && !(kind === "packetSize" && column.id === "key")).map((column) => column.id)
}
/** Kinds that a time series exists for (model/series.ts). */
export const withSeries: readonly string[] = ["application", "category", "network", "asn", "country", "vlan", "device", "dscp", "l4", "exporter", "exporterInterface"]
