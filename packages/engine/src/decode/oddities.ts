// What can be odd about a packet that is counted all the same. Bits of Packet.oddities; the names are counters of the interface.

export const oddityNames = [
  "payload-cut-by-snaplen", // the capture kept less than the wire had
  "ip-length-beyond-frame", // the IP header claims more than the frame held
  "ipv4-options-malformed",
  "ipv6-extensions-malformed",
  "ip-fragment",
  "fragments-overlap", // RFC 5722, RFC 1858: never legitimate
  "fragments-incomplete", // time-out or eviction before the datagram was whole
  "transport-header-truncated",
  "tcp-header-malformed",
  "tcp-options-malformed",
  "udp-length-malformed",
  "tunnel-too-deep",
  "tunnel-inner-malformed", // counted as the tunnel's own flow
  "vlan-tags-too-many",
  "clock-went-back",
] as const

export const ODD_PAYLOAD_CUT = 1 << 0
export const ODD_IP_LENGTH = 1 << 1
export const ODD_IPV4_OPTIONS = 1 << 2
export const ODD_IPV6_EXTENSIONS = 1 << 3
export const ODD_FRAGMENT = 1 << 4
export const ODD_FRAGMENT_OVERLAP = 1 << 5
export const ODD_FRAGMENT_INCOMPLETE = 1 << 6
export const ODD_TRANSPORT_TRUNCATED = 1 << 7
export const ODD_TCP_HEADER = 1 << 8
export const ODD_TCP_OPTIONS = 1 << 9
export const ODD_UDP_LENGTH = 1 << 10
export const ODD_TUNNEL_DEPTH = 1 << 11
export const ODD_TUNNEL_INNER = 1 << 12
export const ODD_VLAN_TAGS = 1 << 13
export const ODD_CLOCK_BACK = 1 << 14
