// FortiGate: traffic logs (a session's start, way and end), and what its inspection says of sessions ("FortiOS Log Message Reference").
import { OTHER_LINE } from "../logs/line-decoder.ts"
import type { FirewallProduct } from "./firewall-product.ts"
import { keyValues } from "./key-values.ts"

const scores: ReadonlyMap<string, number> = new Map([["critical", 200], ["high", 150], ["medium", 100], ["low", 50]])
const denials = new Set(["deny", "blocked", "block", "dropped", "reset"])
/** A session that goes on: started, or statistics of its way (log id 20). */
const isUnderWay = (action: string, logId: string) => action === "start" || /0{3}20$/.test(logId)

export const fortigate: FirewallProduct = {
  id: "fortigate",
  title: "FortiGate",
  recognises: ({ body }) => /\blogid="?\d/.test(body) && /\bdevid="?/.test(body),
  read({ body }) {
    const fields = keyValues(body)
    const get = (name: string) => fields.get(name)
    const type = get("type")
    if ((type !== "traffic" && type !== "utm") || get("srcip") === undefined) return OTHER_LINE
    const isTraffic = type === "traffic"
    const action = get("action") ?? ""
    const attack = get("attack")
    const translation = get("trandisp") ?? ""
    return {
      src: get("srcip"), dst: get("dstip"), srcPort: get("srcport"), dstPort: get("dstport"), protocol: get("proto"), srcMac: get("srcmac"),
      about: isTraffic ? "session" : "detail", isOver: isTraffic && !isUnderWay(action, get("logid") ?? ""), session: isTraffic ? get("sessionid") : undefined,
      packets: get("sentpkt"), bytes: get("sentbyte"), reversePackets: get("rcvdpkt"), reverseBytes: get("rcvdbyte"),
      endUs: eventTime(get("eventtime")), durationSeconds: Number(get("duration") ?? 0), isDenied: denials.has(action),
      application: get("app") ?? get("service"), hostname: get("hostname") ?? get("qname"),
      ...(attack !== undefined && { alert: { signature: attack, id: get("attackid"), score: scores.get(get("severity") ?? "") ?? 20 } }),
      firewall: { action, rule: get("policyid"), ruleName: get("policyname"), user: get("user") ?? get("unauthuser"), inInterface: get("srcintf"), outInterface: get("dstintf"), virtualDomain: get("vd"), application: get("app"), category: get("catdesc") ?? get("appcat") },
      nat: { ...(translation.includes("snat") && { srcIp: get("transip"), srcPort: get("transport") }), ...(translation.includes("dnat") && { dstIp: get("tranip"), dstPort: get("tranport") }) },
    }
  },
}

/** Seconds before FortiOS 6.2, nanoseconds since. */
function eventTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{10,19}$/.test(text)) return undefined
  return Number(text.slice(0, 16).padEnd(16, "0"))
}
