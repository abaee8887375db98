// Zeek's conn.log, as JSON or as tab-separated lines whose head names the fields. A line is a connection that is over.
import { COUNTERS_ARE_TOTALS, FLOW_IS_OVER, SRC_IS_CLIENT, type RecordBlock, type RecordExtras } from "@netweir/engine/records/record-block.ts"
import { OTHER_LINE, RECORD_MADE, type LineDecoder } from "../logs/line-decoder.ts"
import { epochSecondsUs, isoUs } from "../logs/log-time.ts"
import { applicationOf, ipProtocolOf } from "../logs/named-protocols.ts"
import { addDetail, setAddresses, setMac, setPorts, toCount, toNumber, toPort } from "../records/told-values.ts"
import { parseJson } from "../zmq/flow-reader.ts"

type Fields = Readonly<Record<string, unknown>>
const MAX_FIELDS = 256

export class ZeekDecoder implements LineDecoder {
  private fields: readonly string[] = []
  private unset = "-"

  take(line: string, point: number, receivedUs: number, block: RecordBlock): string {
    if (line.startsWith("#")) return this.head(line)
    if (line.startsWith("{")) {
      const event = parseJson(line)
      return typeof event === "object" && event !== null ? this.connection(event as Fields, point, receivedUs, block) : "line-malformed" // any object has fields
    }
    if (this.fields.length === 0) return "head-missing"
    const values = line.split("\t", MAX_FIELDS)
    if (values.length !== this.fields.length) return "line-malformed"
    const event: Record<string, unknown> = {}
    for (const [i, name] of this.fields.entries()) if (values[i] !== this.unset && values[i] !== "(empty)") event[name] = values[i]
    return this.connection(event, point, receivedUs, block)
  }

  private head(line: string): string {
    const [name, ...rest] = line.split("\t", MAX_FIELDS + 1)
    if (name === "#fields") this.fields = rest.filter((field) => field !== "__proto__")
    else if (name === "#unset_field") this.unset = rest[0] ?? "-"
    return OTHER_LINE
  }

  private connection(event: Fields, point: number, receivedUs: number, block: RecordBlock): string {
    if (event["id.orig_h"] === undefined) return OTHER_LINE
    const at = block.clear()
    if (!setAddresses(block, at, event["id.orig_h"], event["id.resp_h"])) return "addresses-malformed"
    const startUs = isoUs(event["ts"]) || epochSecondsUs(event["ts"]) || receivedUs
    const seconds = toNumber(event["duration"])
    const endUs = seconds > 0 && seconds < 1e8 ? startUs + Math.round(seconds * 1e6) : startUs
    block.point[at] = point
    block.firstSeenUs[at] = startUs
    block.lastSeenUs[at] = endUs
    block.receivedUs[at] = endUs
    const protocol = ipProtocolOf(event["proto"])
    const isV6 = block.ipVersion[at] === 6
    block.ipProtocol[at] = protocol === 1 && isV6 ? 58 : protocol
    // Of ICMP the ports are type and code.
    if (protocol === 1 || protocol === 58) block.icmpTypeCode[at] = ((toPort(event["id.orig_p"]) & 255) << 8) | (toPort(event["id.resp_p"]) & 255)
    else setPorts(block, at, event["id.orig_p"], event["id.resp_p"])
    block.packets[at] = toCount(event["orig_pkts"])
    block.reversePackets[at] = toCount(event["resp_pkts"])
    // Bytes of IP packets; older configurations tell payload only.
    block.bytes[at] = toCount(event["orig_ip_bytes"] ?? event["orig_bytes"])
    block.reverseBytes[at] = toCount(event["resp_ip_bytes"] ?? event["resp_bytes"])
    block.vlan[at] = toPort(event["vlan"]) & 0xfff
    setMac(block.srcMacHigh, block.srcMacLow, at, event["orig_l2_addr"])
    setMac(block.dstMacHigh, block.dstMacLow, at, event["resp_l2_addr"])
    block.marks[at] = COUNTERS_ARE_TOTALS | FLOW_IS_OVER | SRC_IS_CLIENT
    const services = typeof event["service"] === "string" ? event["service"].split(",", 4) : []
    block.masterProtocol[at] = services.map(applicationOf).find((id) => id !== 0) ?? 0
    const extras: RecordExtras = {}
    for (const [theirs, ours] of [["uid", "uid"], ["conn_state", "state"], ["history", "history"], ["missed_bytes", "missedBytes"], ["service", "service"]] as const) addDetail(extras, "zeek", ours, event[theirs])
    block.extras[at] = extras
    block.count++
    return RECORD_MADE
  }
}
