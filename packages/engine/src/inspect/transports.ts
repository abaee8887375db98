// Transports as small numbers, for tables; and the protocols that the IP header itself names.
import { protocolId } from "@netweir/model"
import type { Transport } from "./types.ts"

export const transports: readonly Transport[] = ["tcp", "udp", "sctp", "icmp", "icmpv6", "igmp", "ip"]
export const TCP = 0
export const UDP = 1
export const SCTP = 2
export const ICMP = 3
export const ICMPV6 = 4
const IGMP = 5
const OTHER_IP = 6

/** Index into `transports` by IP protocol number. */
const byIpProtocol = new Uint8Array(256).fill(OTHER_IP)
byIpProtocol[6] = TCP
byIpProtocol[17] = UDP
byIpProtocol[132] = SCTP
byIpProtocol[1] = ICMP
byIpProtocol[58] = ICMPV6
byIpProtocol[2] = IGMP

export function transportOf(ipProtocol: number): number {
  return byIpProtocol[ipProtocol & 255]
}

/** IANA protocol numbers that are an application protocol of ours: the number itself is the proof. */
const named: readonly (readonly [ipProtocol: number, protocol: string])[] = [
  [1, "ICMP"], [2, "IGMP"], [4, "IP_in_IP"], [8, "EGP"], [47, "GRE"], [50, "IPSec"], [51, "IPSec"], [58, "ICMPV6"],
  [89, "OSPF"], [103, "IP_PIM"], [112, "VRRP"], [113, "PGM"], [132, "SCTP"],
]
const protocolByNumber = new Uint16Array(256)
for (const [ipProtocol, protocol] of named) protocolByNumber[ipProtocol] = protocolId(protocol)

/** 0 = this number names nothing. */
export function protocolOfIpNumber(ipProtocol: number): number {
  return protocolByNumber[ipProtocol & 255]
}
