// The columns of a host: an IP address on a VLAN. Multicast and link-local groups never are hosts.
import type { Column, RowOf } from "./column.ts"
import { locations } from "./flow.ts"

export const nameSources = ["none", "mdns", "netbios", "dns", "dhcp", "alias"] as const

export const hostColumns = [
  { id: "ip", type: "ip", label: "Address", group: "who", help: "IP address.", shown: true },
  { id: "vlan", type: "integer", label: "VLAN", group: "who", help: "VLAN id, 0 = untagged." },
  { id: "name", type: "text", nullable: true, label: "Name", group: "who", help: "Best known name: alias, DHCP, DNS, mDNS or NetBIOS, in this order.", shown: true },
  { id: "nameSource", type: "enum", values: nameSources, label: "Name from", group: "who", help: "Where the name came from." },
  { id: "mac", type: "mac", nullable: true, label: "MAC", group: "who", help: "Hardware address, when the host is on this segment.", shown: true },
  { id: "vendor", type: "text", nullable: true, label: "Vendor", group: "who", help: "Manufacturer by MAC prefix (IEEE OUI)." },
  { id: "os", type: "text", nullable: true, label: "OS", group: "who", help: "Operating system hint (DHCP, user agent, TCP).", shown: true },
  { id: "location", type: "enum", values: locations, label: "Location", group: "where", help: "Local (in -m) or remote.", shown: true },
  { id: "country", type: "text", nullable: true, label: "Country", group: "where", help: "ISO 3166 code.", shown: true },
  { id: "asn", type: "integer", nullable: true, label: "ASN", group: "where", help: "Autonomous system number." },
  { id: "asName", type: "text", nullable: true, label: "AS name", group: "where", help: "Name of the autonomous system." },
  { id: "network", type: "text", nullable: true, label: "Network", group: "where", help: "Local network (-m)." },
  { id: "firstSeenMs", type: "timeMs", label: "First seen", group: "time", help: "First packet from or to the host." },
  { id: "lastSeenMs", type: "timeMs", label: "Last seen", group: "time", help: "Last packet from or to the host.", shown: true },
  { id: "bytes", type: "bytes", label: "Bytes", group: "volume", help: "Sent plus received.", shown: true },
  { id: "bytesSent", type: "bytes", label: "Sent", group: "volume", help: "Bytes sent.", shown: true },
  { id: "bytesReceived", type: "bytes", label: "Received", group: "volume", help: "Bytes received.", shown: true },
  { id: "packetsSent", type: "integer", label: "Packets sent", group: "volume", help: "Packets sent." },
  { id: "packetsReceived", type: "integer", label: "Packets received", group: "volume", help: "Packets received." },
  { id: "bitsPerSecond", type: "integer", label: "Throughput", group: "volume", help: "Bits per second, sent plus received, now.", shown: true },
  { id: "activeFlows", type: "integer", label: "Flows", group: "flows", help: "Flows in the table now.", shown: true },
  { id: "flowsAsClient", type: "integer", label: "As client", group: "flows", help: "Flows that the host opened since it appeared." },
  { id: "flowsAsServer", type: "integer", label: "As server", group: "flows", help: "Flows that the host answered since it appeared." },
  { id: "peers", type: "integer", label: "Peers", group: "flows", help: "Different hosts talked to (estimate)." },
  { id: "retransmissions", type: "integer", label: "Retr.", group: "quality", help: "TCP segments sent again by this host." },
  { id: "outOfOrder", type: "integer", label: "OOO", group: "quality", help: "TCP segments of this host that came out of order." },
  { id: "lost", type: "integer", label: "Lost", group: "quality", help: "TCP segments of this host missing at the observation point." },
  { id: "alerts", type: "integer", label: "Alerts", group: "risk", help: "Flows with risks that the host took part in." },
  { id: "score", type: "integer", label: "Score", group: "risk", help: "How bad now: the host's share of its active flows' scores.", shown: true },
  { id: "topApp", type: "text", nullable: true, label: "Top application", group: "what", help: "Application with most bytes.", shown: true },
] as const satisfies readonly Column[]

export type HostColumnId = (typeof hostColumns)[number]["id"]
export type HostRow = RowOf<typeof hostColumns>
