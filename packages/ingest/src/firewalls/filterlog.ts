// OPNsense and pfSense: filterlog's comma-separated values, a packet a line ("Raw Filter Log Format").
import { OTHER_LINE } from "../logs/line-decoder.ts"
import type { FirewallProduct } from "./firewall-product.ts"

const BARE = /^\d{1,6},[^,]{0,64},[^,]{0,128},[^,]{0,64},[^,]{1,32},[^,]{1,32},[a-z]{2,12},(?:in|out),[46],/
const FLAGS = "FSRPAUEC"
/** tcpdump's words for types of ICMP. */
const icmpTypes: ReadonlyMap<string, readonly [number, number]> = new Map(Object.entries({ request: [8, 0], reply: [0, 0], unreach: [3, 0], unreachproto: [3, 2], unreachport: [3, 3], needfrag: [3, 4], redirect: [5, 0], timexceed: [11, 0], paramprob: [12, 0], tstamp: [13, 0], tstampreply: [14, 0], maskreply: [18, 0] } as const))

export const filterlog: FirewallProduct = {
  id: "filterlog",
  title: "OPNsense, pfSense",
  recognises: ({ app, body }) => app === "filterlog" || BARE.test(body),
  read({ body }) {
    const values = body.split(",", 64)
    if (values.length < 9) return "line-malformed"
    const [rule, , anchor, tracker, realInterface, reason, action, direction, version] = values
    if (version !== "4" && version !== "6") return OTHER_LINE
    const isV4 = version === "4"
    // IPv4: tos, ecn, ttl, id, offset, flags, protocol number, its name; IPv6: class, flow label, hop limit, name, number.
    const [protocol, ttl, rest] = isV4 ? [values[15], values[11], values.slice(17)] : [values[13], values[11], values.slice(14)]
    const [bytes, src, dst, ...last] = rest
    if (dst === undefined) return "line-malformed"
    const name = isV4 ? values[16] : values[12]
    const hasPorts = protocol === "6" || protocol === "17"
    const [icmpType, icmpCode] = (name.toLowerCase().startsWith("icmp") ? icmpTypes.get(last[0] ?? "") : undefined) ?? [0, 0]
    return {
      src, dst, protocol, ttl, icmpType, icmpCode, about: "packet", packets: "1", bytes, isDenied: action !== "pass",
      ...(hasPorts && { srcPort: last[0], dstPort: last[1] }), tcpFlags: protocol === "6" ? flagsOf(last[3] ?? "") : 0,
      firewall: { action, rule, tracker: tracker === "0" ? undefined : tracker, anchor, reason, direction, [direction === "out" ? "outInterface" : "inInterface"]: realInterface },
    }
  },
}

function flagsOf(letters: string): number {
  let flags = 0
  for (const letter of letters.slice(0, 8)) {
    const bit = letter === "W" ? 7 : FLAGS.indexOf(letter) // W: congestion window reduced
    if (bit >= 0) flags |= 1 << (letter === "C" ? 7 : bit)
  }
  return flags
}
