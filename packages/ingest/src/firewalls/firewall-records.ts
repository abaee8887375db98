// Puts what a firewall's line says into a record.
import { FLOW_IS_OVER, SRC_IS_CLIENT, type RecordBlock, type RecordExtras } from "@netweir/engine/records/record-block.ts"
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { RECORD_MADE } from "../logs/line-decoder.ts"
import { applicationOf, ipProtocolOf } from "../logs/named-protocols.ts"
import { addDetail, setAddresses, setMac, setPorts, toCount, toPort, toText } from "../records/told-values.ts"
import type { FirewallEvent } from "./firewall-product.ts"
import { SessionTotals } from "./session-totals.ts"

const ICMP = 1, ICMPV6 = 58
const DAY_US = 86_400e6
const MAX_AHEAD_US = 300e6
const MAX_DURATION_US = 1000 * DAY_US

export class FirewallRecords {
  private readonly sessions = new SessionTotals()

  notes(): readonly string[] {
    const { forgotten } = this.sessions
    return forgotten === 0 ? [] : [`${forgotten} firewall sessions were forgotten before their end: what they had counted by then counts twice`]
  }

  put(product: string, event: FirewallEvent, timeUs: number, point: number, receivedUs: number, block: RecordBlock): string {
    const at = block.clear()
    if (!setAddresses(block, at, event.src, event.dst)) return "addresses-malformed"
    const protocol = ipProtocolOf(event.protocol)
    block.point[at] = point
    block.receivedUs[at] = receivedUs
    block.ipProtocol[at] = protocol === ICMP && block.ipVersion[at] === 6 ? ICMPV6 : protocol
    if (protocol === ICMP || protocol === ICMPV6) block.icmpTypeCode[at] = ((event.icmpType ?? 0) & 255) << 8 | ((event.icmpCode ?? 0) & 255)
    else setPorts(block, at, event.srcPort, event.dstPort)
    block.tcpFlags[at] = event.tcpFlags ?? 0
    block.ttl[at] = Math.min(255, toCount(event.ttl))
    setMac(block.srcMacHigh, block.srcMacLow, at, event.srcMac)
    this.count(event, point, block, at)
    const endUs = believable(event.endUs ?? 0, receivedUs) || believable(timeUs, receivedUs) || receivedUs
    block.lastSeenUs[at] = endUs
    block.firstSeenUs[at] = endUs - Math.min(MAX_DURATION_US, Math.max(0, event.durationSeconds ?? 0) * 1e6 || 0)
    block.marks[at] = (event.about === "session" ? SRC_IS_CLIENT : 0) | (event.isOver === true ? FLOW_IS_OVER : 0)
    block.masterProtocol[at] = applicationOf(event.application)
    block.extras[at] = this.extras(product, event, block, at)
    block.count++
    return RECORD_MADE
  }

  private count(event: FirewallEvent, point: number, block: RecordBlock, at: number): void {
    if (event.about === "detail") return
    const counts = Float64Array.of(toCount(event.packets), toCount(event.bytes), toCount(event.reversePackets), toCount(event.reverseBytes))
    if (event.session !== undefined) this.sessions.newOf(`${point} ${event.session}`, counts, event.isOver === true)
    // What was refused was at least a packet.
    if (event.isDenied && counts[0] + counts[2] === 0) counts[0] = 1
    block.packets[at] = counts[0]
    block.bytes[at] = counts[1]
    block.reversePackets[at] = counts[2]
    block.reverseBytes[at] = counts[3]
  }

  private extras(product: string, event: FirewallEvent, block: RecordBlock, at: number): RecordExtras {
    const extras: RecordExtras = {}
    addDetail(extras, "firewall", "product", product)
    if (event.isDenied) addDetail(extras, "firewall", "event", "denied")
    for (const [field, value] of Object.entries(event.firewall)) addDetail(extras, "firewall", field, value)
    const own: Record<string, string> = { srcIp: formatIp(block.src, 4 * at), dstIp: formatIp(block.dst, 4 * at), srcPort: String(block.srcPort[at]), dstPort: String(block.dstPort[at]) }
    for (const [field, value] of Object.entries(event.nat ?? {})) {
      if (value === undefined || value === own[field] || value === "0.0.0.0" || value === "::") continue
      if (!field.includes("Port")) addDetail(extras, "nat", field, value)
      else if (toPort(value) > 0) addDetail(extras, "nat", field, toPort(value))
    }
    const hostname = toText(event.hostname)
    if (hostname !== "") extras.hostname = hostname
    const { alert } = event
    if (alert !== undefined) {
      const id = Number(alert.id)
      extras.alerts = [{ from: product, signature: toText(alert.signature), signatureId: Number.isSafeInteger(id) ? id : null, category: null, score: alert.score }]
    }
    return extras
  }
}

/** 0 for a clock that is set wrong. */
function believable(us: number, receivedUs: number): number {
  return us > receivedUs - DAY_US && us < receivedUs + MAX_AHEAD_US ? us : 0
}
