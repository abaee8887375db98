// custom-rules.csv: kind,value,l4,port,protocol,protocol_id - protocols by port, host name or address.
import type { RuleCollector } from "./rule-collector.ts"
import { hostPattern, networkText, portRange } from "./values.ts"

export function readCustomRule(fields: readonly string[], rules: RuleCollector): void {
  const [kind = "", value = "", l4 = "", port = "", protocolName = "", protocolId = ""] = fields
  if (kind.toLowerCase() === "bpf") return rules.problem("bpf rules are not supported; name ports, hosts or addresses")
  if (protocolName === "") return rules.problem("no protocol is named")
  const protocol = () => rules.protocol(protocolName, protocolId)
  switch (kind.toLowerCase()) {
    case "port":
      return readPort(l4.toLowerCase(), port, protocol, rules)
    case "host":
      return readHost(value, protocol, rules)
    case "ip":
    case "ip6":
    case "ipv6":
      return readAddress(value, port, protocol, rules)
    default:
      rules.problem(`"${kind.slice(0, 40)}" is no kind of rule: port, host, ip or ip6`)
  }
}

type NamedProtocol = () => string | null

export function readPort(l4: string, text: string, protocol: NamedProtocol, rules: RuleCollector): void {
  const range = portRange(text)
  if (!range) return rules.problem(`"${text.slice(0, 40)}" is no port or range of ports`)
  if (l4 !== "tcp" && l4 !== "udp") return rules.problem(`"${l4.slice(0, 40)}" has no ports here: tcp or udp`)
  const name = protocol()
  if (name !== null) rules.add("ports", { transport: l4, ...range, protocol: name })
}

export function readHost(text: string, protocol: NamedProtocol, rules: RuleCollector): void {
  const pattern = hostPattern(text)
  if (pattern === null) return rules.problem(`"${text.slice(0, 80)}" is no host name`)
  const name = protocol()
  if (name !== null) rules.add("hosts", { pattern, protocol: name, category: "" })
}

export function readAddress(text: string, port: string, protocol: NamedProtocol, rules: RuleCollector): void {
  const cidr = networkText(text)
  if (cidr === null) {
    return rules.problem(hostPattern(text) === null ? `"${text.slice(0, 80)}" is no address` : `"${text.slice(0, 80)}" is a name; names are not resolved, give its addresses or a host rule`)
  }
  const range = port === "" ? { from: 0, to: 0 } : portRange(port)
  if (!range || range.from !== range.to) return rules.problem(`"${port.slice(0, 40)}" is no port`)
  const name = protocol()
  if (name !== null) rules.add("addresses", { cidr, port: range.from, protocol: name, category: "" })
}
