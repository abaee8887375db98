// Suricata's EVE: one JSON object a line. Events of one flow come apart and in any order, and share their 5-tuple and flow id.
import { COUNTERS_ARE_TOTALS, FLOW_IS_OVER, SRC_IS_CLIENT, type RecordBlock, type RecordExtras } from "@netweir/engine/records/record-block.ts"
import { OTHER_LINE, RECORD_MADE, type LineDecoder } from "../logs/line-decoder.ts"
import { isoUs } from "../logs/log-time.ts"
import { applicationOf, ipProtocolOf } from "../logs/named-protocols.ts"
import { MAX_TOLD_SECONDS } from "../records/idle-time.ts"
import { addUnknown, setAddresses, setMac, setPorts, toCount, toPort, toText } from "../records/told-values.ts"
import { parseJson } from "../zmq/flow-reader.ts"
import { addEvent, fieldsOf } from "./eve-events.ts"

type Fields = Readonly<Record<string, unknown>>

const typed = new Set(["alert", "tls", "dns", "http", "http2", "ssh", "fileinfo", "smb", "quic", "dhcp", "anomaly", "smtp", "ftp", "rdp", "krb5", "mqtt", "snmp", "sip", "nfs", "tftp", "ike", "rfb"])
/** What an event said of a flow, until the flow's own event comes: it may come long after. The oldest makes room. */
export const MAX_REMEMBERED_FLOWS = 65_536

interface Remembered { readonly extras: RecordExtras; readonly application: number }

export class EveDecoder implements LineDecoder {
  private readonly remembered = new Map<string, Remembered>()
  forgotten = 0
  /** The flow event comes when Suricata's own timeout has ended the flow: minutes after what was said of it. Until then they are one flow. */
  readonly flowIdleSeconds = MAX_TOLD_SECONDS

  take(line: string, point: number, receivedUs: number, block: RecordBlock): string {
    const event = parseJson(line)
    if (typeof event !== "object" || event === null || Array.isArray(event)) return "line-malformed"
    return this.event(event as Fields, point, receivedUs, block) // any object has fields
  }

  private event(event: Fields, point: number, receivedUs: number, block: RecordBlock): string {
    const type = toText(event["event_type"], 32)
    if (type === "") return "event-type-missing"
    const isFlow = type === "flow" || type === "netflow"
    if (!isFlow && !typed.has(type)) return OTHER_LINE
    const at = block.clear()
    if (!setAddresses(block, at, event["src_ip"], event["dest_ip"])) return event["src_ip"] === undefined ? OTHER_LINE : "addresses-malformed"
    const atUs = isoUs(event["timestamp"]) || receivedUs
    block.point[at] = point
    block.receivedUs[at] = atUs
    block.ipProtocol[at] = ipProtocolOf(event["proto"])
    setPorts(block, at, event["src_port"], event["dest_port"])
    block.icmpTypeCode[at] = ((toCount(event["icmp_type"]) & 255) << 8) | (toCount(event["icmp_code"]) & 255)
    const { vlan } = event
    block.vlan[at] = toPort(Array.isArray(vlan) ? vlan.at(-1) : vlan) & 0xfff
    const ether = fieldsOf(event["ether"])
    setMac(block.srcMacHigh, block.srcMacLow, at, ether["src_mac"] ?? first(ether["src_macs"]))
    setMac(block.dstMacHigh, block.dstMacLow, at, ether["dest_mac"] ?? first(ether["dest_macs"]))
    const extras: RecordExtras = {}
    const application = applicationOf(event["app_proto"]) || (typed.has(type) ? applicationOf(type === "fileinfo" ? event["app_proto"] : type) : 0)
    block.masterProtocol[at] = application
    block.firstSeenUs[at] = atUs
    block.lastSeenUs[at] = atUs
    if (isFlow) this.counters(type, event, block, at)
    else {
      addEvent(type, event, extras)
      this.ofFlowSoFar(event, block, at)
    }
    this.remember(event, isFlow, { extras, application }, block, at)
    if (toText(event["app_proto"]) !== "" && application === 0 && event["app_proto"] !== "failed") addUnknown(extras, "app_proto", event["app_proto"])
    block.extras[at] = Object.values(extras).some((value) => value !== undefined) ? extras : undefined
    block.count++
    return RECORD_MADE
  }

  /** `flow`: both directions at its end. `netflow`: one. */
  private counters(type: string, event: Fields, block: RecordBlock, at: number): void {
    const own = fieldsOf(event[type])
    const tcp = fieldsOf(event["tcp"])
    const isBoth = type === "flow"
    block.packets[at] = toCount(own[isBoth ? "pkts_toserver" : "pkts"])
    block.bytes[at] = toCount(own[isBoth ? "bytes_toserver" : "bytes"])
    if (isBoth) {
      block.reversePackets[at] = toCount(own["pkts_toclient"])
      block.reverseBytes[at] = toCount(own["bytes_toclient"])
    }
    block.firstSeenUs[at] = isoUs(own["start"]) || block.firstSeenUs[at]
    block.lastSeenUs[at] = isoUs(own["end"]) || block.lastSeenUs[at]
    block.ttl[at] = Math.min(255, toCount(own["min_ttl"]))
    block.tcpFlags[at] = hex(tcp[isBoth ? "tcp_flags_ts" : "tcp_flags"])
    if (isBoth) block.reverseTcpFlags[at] = hex(tcp["tcp_flags_tc"])
    block.marks[at] = COUNTERS_ARE_TOTALS | FLOW_IS_OVER | (isBoth ? SRC_IS_CLIENT : 0)
  }

  /** Alerts carry what the flow counted so far, and since version 7 which way its packet went. */
  private ofFlowSoFar(event: Fields, block: RecordBlock, at: number): void {
    const own = fieldsOf(event["flow"])
    const toServer = event["direction"] === "to_server", toClient = event["direction"] === "to_client"
    if (own["pkts_toserver"] === undefined || (!toServer && !toClient)) return
    const packets = [toCount(own["pkts_toserver"]), toCount(own["pkts_toclient"])], bytes = [toCount(own["bytes_toserver"]), toCount(own["bytes_toclient"])]
    block.packets[at] = packets[toServer ? 0 : 1]
    block.reversePackets[at] = packets[toServer ? 1 : 0]
    block.bytes[at] = bytes[toServer ? 0 : 1]
    block.reverseBytes[at] = bytes[toServer ? 1 : 0]
    block.firstSeenUs[at] = isoUs(own["start"]) || block.firstSeenUs[at]
    block.marks[at] |= COUNTERS_ARE_TOTALS | (toServer ? SRC_IS_CLIENT : 0)
  }

  /** The flow's own event carries again what others said, as its row may be a new one by then. Alerts count once. */
  private remember(event: Fields, isFlow: boolean, own: Remembered, block: RecordBlock, at: number): void {
    const flowId = toText(event["flow_id"], 24)
    if (flowId === "") return
    // Each Suricata numbers for itself.
    const id = `${block.point[at]} ${flowId}`
    const known = this.remembered.get(id)
    if (isFlow) {
      if (known === undefined) return
      const { alerts: _, ...rest } = known.extras
      Object.assign(own.extras, rest)
      block.masterProtocol[at] ||= known.application
      if (event["event_type"] === "flow") this.remembered.delete(id)
      return
    }
    if (known === undefined && this.remembered.size >= MAX_REMEMBERED_FLOWS) {
      const oldest = this.remembered.keys().next().value
      if (oldest !== undefined) this.remembered.delete(oldest)
      this.forgotten++
    }
    const metadata = { ...own.extras.metadata, ...known?.extras.metadata }
    this.remembered.set(id, { extras: { ...own.extras, ...known?.extras, ...(Object.keys(metadata).length > 0 && { metadata }) }, application: known?.application || own.application })
  }
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

function hex(value: unknown): number {
  return typeof value === "string" && /^[0-9a-f]{1,2}$/i.test(value) ? Number.parseInt(value, 16) : 0
}
