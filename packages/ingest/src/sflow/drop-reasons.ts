// Why a packet was discarded: codes 0-255 are those of ICMP unreachable, 256 on are sFlow's own (sFlow version 5, sflow_drops).

const icmpReasons = ["net unreachable", "host unreachable", "protocol unreachable", "port unreachable", "fragmentation needed", "source route failed", "destination network unknown", "destination host unknown", "source host isolated", "network administratively prohibited", "host administratively prohibited", "network unreachable for the service", "host unreachable for the service", "communication administratively prohibited", "host precedence violation", "precedence cutoff"]

const ownReasons = [
  "unknown", "ttl exceeded", "acl", "no buffer space", "red", "traffic shaping", "packet too big", "source MAC is multicast", "VLAN tag mismatch", "ingress VLAN filter", "ingress spanning tree filter", "port list is empty", "port loopback filter", "blackhole route", "not an IP address", "unicast destination IP over multicast destination MAC", "destination is loopback", "source is multicast", "source is loopback", "IP header corrupted", "IPv4 source is limited broadcast", "IPv6 multicast destination of reserved scope", "IPv6 multicast destination of interface-local scope", "unresolved neighbour", "multicast reverse path forwarding", "non-routable packet", "decapsulation error", "overlay source MAC is multicast", "unknown L2", "unknown L3", "unknown L3 exception", "unknown buffer", "unknown tunnel", "unknown L4", "source IP is unspecified", "mlag port isolation", "blackhole ARP neighbour", "source MAC is destination MAC", "destination MAC is reserved", "source IP is class E", "multicast destination MAC mismatch", "source IP is destination IP", "destination IP is local network", "destination IP is link-local", "overlay source MAC is destination MAC", "egress VLAN filter", "unicast reverse path forwarding", "split horizon",
] as const

export function dropReasonName(code: number): string {
  return (code < 256 ? icmpReasons[code] : ownReasons[code - 256]) ?? `reason ${code}`
}
