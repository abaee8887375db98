const acronyms: Readonly<Record<string, string>> = {
  ip: "IP", ipv4: "IPv4", ipv6: "IPv6", tcp: "TCP", udp: "UDP", icmp: "ICMP", arp: "ARP", asn: "ASN", vlan: "VLAN", dscp: "DSCP", mac: "MAC", syn: "SYN", ack: "ACK", fin: "FIN", dns: "DNS", tls: "TLS", http: "HTTP", l4: "L4", os: "OS",
}

/** "replyCode", "upTo64", "ipv4-header-malformed" -> "Reply code", "Up to 64", "IPv4 header malformed" */
export function words(name: string): string {
  const text = name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`).replace(/([a-z]{2})(?<!ipv)(\d)/g, "$1 $2").replace(/[-_]/g, " ")
  const spelled = text.split(" ").map((word) => acronyms[word.toLowerCase()] ?? word).join(" ")
  return spelled.charAt(0).toUpperCase() + spelled.slice(1)
}
