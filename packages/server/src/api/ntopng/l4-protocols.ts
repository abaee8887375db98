// IP protocol numbers (IANA "Protocol Numbers") that traffic really carries.
export const l4Protocols: readonly (readonly [id: number, name: string])[] = [
  [0, "IP"], [1, "ICMP"], [2, "IGMP"], [4, "IPIP"], [6, "TCP"], [8, "EGP"], [9, "IGP"], [17, "UDP"], [33, "DCCP"], [41, "IPv6"], [43, "IPv6-Route"], [44, "IPv6-Frag"],
  [46, "RSVP"], [47, "GRE"], [50, "ESP"], [51, "AH"], [55, "MOBILE"], [58, "ICMPv6"], [59, "IPv6-NoNxt"], [60, "IPv6-Opts"], [88, "EIGRP"], [89, "OSPF"],
  [97, "ETHERIP"], [103, "PIM"], [108, "IPComp"], [112, "VRRP"], [115, "L2TP"], [132, "SCTP"], [136, "UDPLite"], [137, "MPLS-in-IP"],
]
