// Names of numbers in headers: IP protocols, DSCP classes, ethertypes, packet size classes.

/** IANA protocol numbers that are met in practice; others are shown as "IP-<number>". */
const ipProtocolNames: readonly (readonly [number: number, name: string])[] = [
  [0, "HOPOPT"], [1, "ICMP"], [2, "IGMP"], [3, "GGP"], [4, "IPIP"], [6, "TCP"], [8, "EGP"], [9, "IGP"], [17, "UDP"], [27, "RDP"],
  [33, "DCCP"], [41, "IPv6"], [46, "RSVP"], [47, "GRE"], [50, "ESP"], [51, "AH"], [58, "ICMPv6"], [88, "EIGRP"], [89, "OSPF"],
  [97, "EtherIP"], [98, "ENCAP"], [103, "PIM"], [108, "IPComp"], [112, "VRRP"], [115, "L2TP"], [124, "IS-IS"], [132, "SCTP"],
  [136, "UDPLite"], [137, "MPLS-in-IP"],
]
const ipProtocolByNumber = new Map(ipProtocolNames)

export function ipProtocolName(number: number): string {
  return ipProtocolByNumber.get(number) ?? `IP-${number}`
}

/** RFC 2474 (CS), RFC 2597 (AF), RFC 3246 (EF), RFC 5865 (VA), RFC 8622 (LE). */
const dscpNames = new Map<number, string>([
  [0, "CS0"], [1, "LE"], [8, "CS1"], [10, "AF11"], [12, "AF12"], [14, "AF13"], [16, "CS2"], [18, "AF21"], [20, "AF22"], [22, "AF23"],
  [24, "CS3"], [26, "AF31"], [28, "AF32"], [30, "AF33"], [32, "CS4"], [34, "AF41"], [36, "AF42"], [38, "AF43"], [40, "CS5"],
  [44, "VA"], [46, "EF"], [48, "CS6"], [56, "CS7"],
])

export function dscpName(codePoint: number): string {
  return dscpNames.get(codePoint) ?? `DSCP-${codePoint}`
}

const etherTypeNames = new Map<number, string>([
  [0x0800, "IPv4"], [0x86dd, "IPv6"], [0x0806, "ARP"], [0x8035, "RARP"], [0x88cc, "LLDP"], [0x8863, "PPPoE discovery"], [0x8864, "PPPoE session"],
  [0x8847, "MPLS"], [0x8848, "MPLS multicast"], [0x888e, "802.1X"], [0x8892, "PROFINET"], [0x88a4, "EtherCAT"], [0x88b8, "GOOSE"], [0x88ba, "IEC 61850 SV"],
  [0x88f7, "PTP"], [0x8902, "802.1ag CFM"], [0x9000, "Loopback test"], [0x8137, "IPX"], [0x809b, "AppleTalk"], [0x80f3, "AppleTalk ARP"], [0x8809, "Slow protocols (LACP)"],
  [0x88e5, "MACsec"], [0x8906, "FCoE"], [0x8914, "FIP"], [0x88e1, "HomePlug AV"], [0x8912, "HomePlug"], [0x893a, "IEEE 1905"], [0x6003, "DECnet"], [0x22f0, "AVTP"],
])
/** Destination service access points of LLC frames (IEEE 802.2). */
const llcNames = new Map<number, string>([[0x42, "STP"], [0xaa, "SNAP"], [0xe0, "IPX (LLC)"], [0xf0, "NetBEUI"], [0xfe, "OSI (IS-IS)"], [0x06, "IP (LLC)"], [0xff, "IPX (raw)"]])

/** `etherType` as in Packet: LLC frames are 0x10000 | dsap. */
export function etherTypeName(etherType: number): string {
  const hex = `0x${(etherType & 0xffff).toString(16).padStart(4, "0")}`
  if (etherType >= 0x10000) return llcNames.get(etherType & 0xff) ?? `LLC ${hex}`
  return etherTypeNames.get(etherType) ?? hex
}

/** Upper ends of the size classes, bytes on the wire; the last class has none. */
const sizeLimits = [64, 128, 256, 512, 1024, 1518, 2500, 6500, 9000] as const
export const packetSizeNames = [...sizeLimits.map((limit) => `upTo${limit}`), "above9000"] as const
export const PACKET_SIZES = 10

export function packetSizeTitle(sizeClass: number): string {
  return sizeClass < sizeLimits.length ? `Up to ${sizeLimits[sizeClass]} bytes` : `Above ${sizeLimits.at(-1)} bytes`
}
const LARGEST = 9001
const classBySize = Uint8Array.from({ length: LARGEST + 1 }, (_, bytes) => {
  const found = sizeLimits.findIndex((limit) => bytes <= limit)
  return found < 0 ? sizeLimits.length : found
})

export function packetSizeClass(wireBytes: number): number {
  return classBySize[wireBytes < LARGEST ? wireBytes : LARGEST]
}

const icmpTypes = new Map<number, string>([
  [0, "echo reply"], [3, "destination unreachable"], [4, "source quench"], [5, "redirect"], [8, "echo request"], [9, "router advertisement"],
  [10, "router solicitation"], [11, "time exceeded"], [12, "parameter problem"], [13, "timestamp"], [14, "timestamp reply"], [17, "address mask request"], [18, "address mask reply"],
])
const icmpv6Types = new Map<number, string>([
  [1, "destination unreachable"], [2, "packet too big"], [3, "time exceeded"], [4, "parameter problem"], [128, "echo request"], [129, "echo reply"],
  [130, "multicast listener query"], [131, "multicast listener report"], [132, "multicast listener done"], [133, "router solicitation"], [134, "router advertisement"],
  [135, "neighbour solicitation"], [136, "neighbour advertisement"], [137, "redirect"], [143, "multicast listener report v2"],
])

export function icmpTypeName(ipVersion: number, type: number): string {
  const name = (ipVersion === 6 ? icmpv6Types : icmpTypes).get(type) ?? `type ${type}`
  return ipVersion === 6 ? `ICMPv6 ${name}` : name
}

const regions = new Intl.DisplayNames(["en"], { type: "region" })

/** ISO 3166 code -> "Germany"; what is no code stays as it is. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code
}
