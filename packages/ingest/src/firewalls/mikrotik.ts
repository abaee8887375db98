// MikroTik RouterOS: what a rule with log=yes writes, a packet a line. It says nothing of the verdict: only a log-prefix can.
import type { FirewallProduct } from "./firewall-product.ts"

const END = "([0-9A-Fa-f.:[\\]]{2,54})"
const TUPLE = new RegExp(`proto ([\\w-]{1,20})(?: \\(([^)]{0,64})\\))?, ${END}->${END}(?=[,\\s]|$)`)
const NAT = new RegExp(`, NAT (?:\\(${END}->${END}\\)|${END})->(?:\\(${END}->${END}\\)|${END})(?=[,\\s]|$)`)
const MAX_CHARACTERS = 2048
const flagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]

export const mikrotik: FirewallProduct = {
  id: "mikrotik",
  title: "MikroTik RouterOS",
  recognises: ({ app, body }) => (body.includes(" in:") || body.startsWith("in:")) && body.includes(" out:") && body.includes("proto ") && app !== "kernel",
  read({ app, body }) {
    const line = `${app === "" ? "" : `${app}: `}${body.slice(0, MAX_CHARACTERS)}`
    const tuple = TUPLE.exec(line)
    if (tuple === null) return "line-malformed"
    const [, protocol, about = "", from, to] = tuple
    const [src, srcPort] = split(from), [dst, dstPort] = split(to)
    const inAt = line.indexOf("in:"), outAt = line.indexOf(" out:", inAt)
    const words = line.slice(0, inAt).trim().replace(/:$/, "").split(" ")
    const chain = words.at(-1)
    const prefix = words.slice(/^[a-z]+,[a-z,]+$/.test(words[0]) ? 1 : 0, -1).join(" ")
    const nat = NAT.exec(line)
    const named = (text: string) => (text.startsWith("(") ? undefined : text)
    return {
      src, dst, srcPort, dstPort, protocol, about: "packet", packets: "1", bytes: /, len (\d{1,6})/.exec(line)?.[1],
      srcMac: /src-mac ([0-9A-Fa-f:]{17})/.exec(line)?.[1], isDenied: /drop|reject|deny|denied|block/i.test(prefix),
      tcpFlags: protocol.toUpperCase() === "TCP" ? about.split(",").reduce((flags, name) => flags | (flagNames.includes(name) ? 1 << flagNames.indexOf(name) : 0), 0) : 0,
      icmpType: Number(/type (\d{1,3})/.exec(about)?.[1] ?? 0), icmpCode: Number(/code (\d{1,3})/.exec(about)?.[1] ?? 0),
      firewall: { chain, ruleName: prefix, state: /connection-state:([\w,-]{1,40})/.exec(line)?.[1], inInterface: named(line.slice(inAt + 3, outAt)), outInterface: named(line.slice(outAt + 5).split(",", 1)[0].split(" ", 1)[0]) },
      ...(nat !== null && { nat: translated(nat, dst) }),
    }
  },
}

/** "192.0.2.1:80", "[2001:db8::1]:80", "2001:db8::1" */
function split(end: string | undefined): readonly [string | undefined, string | undefined] {
  const match = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(end ?? "")
  return match === null ? [end, undefined] : [match[1] ?? match[2], match[3]]
}

/** (own->other)->(asked->own): a destination that is translated already shows what was asked for instead. */
function translated(nat: RegExpExecArray, dst: string | undefined): Record<string, string | undefined> {
  const [srcIp, srcPort] = split(nat[2]), [before, portBefore] = split(nat[4]), [dstIp, dstPort] = split(nat[5])
  return { srcIp, srcPort, ...(dstIp === dst ? { dstIpBefore: before, dstPortBefore: portBefore } : { dstIp, dstPort }) }
}
