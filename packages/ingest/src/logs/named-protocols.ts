// Names that others give to protocols, as our numbers.
import { protocolByName, protocolId } from "@netweir/model"
import { toNumber } from "../records/told-values.ts"

const ipProtocols: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58, icmpv6: 58, "ipv6-icmp": 58, igmp: 2, sctp: 132, gre: 47, esp: 50, ah: 51, ospf: 89, ipv6: 41, pim: 103, vrrp: 112, carp: 112, udplite: 136 }

/** "TCP", "ipv6-icmp", "006", 6; 0 for what nobody knows. */
export function ipProtocolOf(value: unknown): number {
  const number = toNumber(value)
  if (number >= 0 && number <= 255) return number
  return typeof value === "string" ? (ipProtocols[value.toLowerCase()] ?? 0) : 0
}

/** Where the others' word is not ours. */
const synonyms: Readonly<Record<string, number>> = Object.fromEntries(Object.entries({
  ssl: "TLS", https: "TLS", http2: "HTTP", "http/2": "HTTP", ftp: "FTP_CONTROL", "ftp-data": "FTP_DATA", smb: "SMBv23", rfb: "VNC", pgsql: "PostgreSQL", krb5: "Kerberos", "bittorrent-dht": "BitTorrent",
  ike: "IPSec", dcerpc: "RPC", dce_rpc: "RPC", "web-browsing": "HTTP", mysql: "MySQL", netbios: "NetBIOS", "doh2": "DoH_DoT",
}).flatMap(([name, ours]) => (protocolByName(ours) === undefined ? [] : [[name, protocolId(ours)]])))

/** 0 for what we do not know. */
export function applicationOf(value: unknown): number {
  if (typeof value !== "string" || value === "" || value.length > 32) return 0
  const name = value.toLowerCase()
  return Object.hasOwn(synonyms, name) ? synonyms[name] : (protocolByName(name)?.id ?? 0)
}
