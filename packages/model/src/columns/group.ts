// Rows of everything that is counted beside flows and hosts: networks, ASNs, countries, VLANs, devices, applications, ...
// All groups share one set of columns, so that one table component, one API route and one time series serve them all.
import type { Column, RowOf } from "./column.ts"

/** `key` is what identifies the group: network CIDR, AS number, ISO code, VLAN id, MAC, application or category name, DSCP name, IP protocol name, observation point, "exporter protocol#ifIndex". */
export const groupKinds = ["network", "asn", "country", "vlan", "device", "application", "category", "dscp", "l4", "breed", "ethertype", "packetSize", "exporter", "exporterInterface"] as const
export type GroupKind = (typeof groupKinds)[number]

export const groupColumns = [
  { id: "key", type: "text", label: "Key", group: "who", help: "What identifies the group.", shown: true },
  { id: "label", type: "text", label: "Name", group: "who", help: "Name for people: AS name, alias of a network, vendor and name of a device.", shown: true },
  { id: "firstSeenMs", type: "timeMs", label: "First seen", group: "time", help: "First packet." },
  { id: "lastSeenMs", type: "timeMs", label: "Last seen", group: "time", help: "Last packet.", shown: true },
  { id: "bytes", type: "bytes", label: "Bytes", group: "volume", help: "Sent plus received.", shown: true },
  { id: "bytesSent", type: "bytes", label: "Sent", group: "volume", help: "Bytes sent by members (for applications: by clients; for interfaces of exporters: what left there).", shown: true },
  { id: "bytesReceived", type: "bytes", label: "Received", group: "volume", help: "Bytes received by members (for applications: by clients; for interfaces of exporters: what entered there).", shown: true },
  { id: "packetsSent", type: "integer", label: "Packets sent", group: "volume", help: "Packets sent." },
  { id: "packetsReceived", type: "integer", label: "Packets received", group: "volume", help: "Packets received." },
  { id: "bitsPerSecond", type: "integer", label: "Throughput", group: "volume", help: "Bits per second now.", shown: true },
  { id: "flows", type: "integer", label: "Flows", group: "flows", help: "Flows since start.", shown: true },
  { id: "hosts", type: "integer", nullable: true, label: "Hosts", group: "flows", help: "Hosts in the table now that belong to it.", shown: true },
  { id: "score", type: "integer", label: "Score", group: "risk", help: "Sum of the scores of its flows.", shown: true },
] as const satisfies readonly Column[]

export type GroupColumnId = (typeof groupColumns)[number]["id"]
export type GroupRow = RowOf<typeof groupColumns>
