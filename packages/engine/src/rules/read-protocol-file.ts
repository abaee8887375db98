// The protocol file of -p: `tcp:80,udp:53-55@Proto`, `host:"str"@Proto`, `ip:1.2.3.0/24:443@Proto`, `ipv6:[2001:db8::]/32@Proto`; a number may
// follow the name (`@Proto=800`). Several parts of one line mean the same protocol.
import { readAddress, readHost, readPort } from "./read-custom-rules.ts"
import type { RuleCollector } from "./rule-collector.ts"

export function readProtocolLine(line: string, rules: RuleCollector): void {
  const at = line.lastIndexOf("@")
  if (at <= 0) return rules.problem("a rule reads WHAT@PROTOCOL, for example tcp:8080@MyProxy")
  const [name, id = ""] = line.slice(at + 1).split("=")
  if (name.trim() === "") return rules.problem("no protocol is named after @")
  const protocol = () => rules.protocol(name, id)
  for (const part of partsOf(line.slice(0, at))) {
    const colon = part.indexOf(":")
    const kind = part.slice(0, Math.max(0, colon)).trim().toLowerCase()
    const value = part.slice(colon + 1).trim().replace(/^"(.*)"$/, "$1").trim()
    switch (kind) {
      case "tcp":
      case "udp":
        readPort(kind, value, protocol, rules)
        break
      case "host":
        readHost(value, protocol, rules)
        break
      case "ip":
      case "ipv6":
      case "ip6": {
        const [address, port] = splitPort(value)
        readAddress(address, port, protocol, rules)
        break
      }
      default:
        rules.problem(`"${part.slice(0, 80)}" is no rule: tcp:PORT, udp:PORT, host:"NAME", ip:ADDRESS or ipv6:[ADDRESS]`)
    }
  }
}

/** Commas separate parts, but not inside quotes. */
function partsOf(text: string): string[] {
  return text.match(/(?:[^,"]|"[^"]*"?)+/g) ?? []
}

/** "1.2.3.4:80", "[2001:db8::1]:80", "[2001:db8::]/64:80"; a bare IPv6 address has colons but no port. */
function splitPort(text: string): [address: string, port: string] {
  const match = /^(\[[^\]]*\](?:\/\d+)?|[^:]+):(\d+)$/.exec(text)
  return match ? [match[1], match[2]] : [text, ""]
}
