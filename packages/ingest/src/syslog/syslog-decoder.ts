// A syslog message to a record: Suricata's events, or the line of a firewall (`firewalls/index.ts`).
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { cleanText } from "@netweir/engine/bytes/text.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { EveDecoder } from "../eve/eve-decoder.ts"
import { FirewallRecords } from "../firewalls/firewall-records.ts"
import { firewallProducts } from "../firewalls/index.ts"
import { OTHER_LINE, RECORD_MADE, type LineDecoder, type LineOrigin } from "../logs/line-decoder.ts"
import { parseSyslog, type SyslogMessage } from "./syslog-header.ts"

const MAX_HOST_CHARACTERS = 64
const MAX_AHEAD_US = 300e6

export class SyslogDecoder implements LineDecoder {
  private readonly eve = new EveDecoder()
  private readonly firewalls = new FirewallRecords()
  private line = ""
  private message: SyslogMessage = { timeUs: 0, host: "", app: "", body: "" }

  origin(line: string, receivedUs: number): LineOrigin {
    const { host } = this.parse(line, receivedUs)
    const words = new Uint32Array(4)
    if (host === "" || !parseIp(host, words)) return { address: "", name: cleanText(host.toLowerCase(), MAX_HOST_CHARACTERS) }
    return { address: isNobody(words) ? "" : host, name: "" }
  }

  take(line: string, point: number, receivedUs: number, block: RecordBlock): string {
    const message = this.parse(line, receivedUs)
    const at = block.count
    const said = message.body.startsWith("{") ? this.event(message.body, point, receivedUs, block) : this.firewall(message, point, receivedUs, block)
    if (said !== RECORD_MADE) return said
    // Devices' clocks differ: ours is the one that moves on, and nothing lies in its future.
    block.receivedUs[at] = receivedUs
    const latestUs = receivedUs + MAX_AHEAD_US
    if (block.lastSeenUs[at] > latestUs) block.lastSeenUs[at] = receivedUs
    if (block.firstSeenUs[at] > block.lastSeenUs[at]) block.firstSeenUs[at] = block.lastSeenUs[at]
    return said
  }

  notes(): readonly string[] {
    return this.firewalls.notes()
  }

  private event(body: string, point: number, receivedUs: number, block: RecordBlock): string {
    const said = this.eve.take(body, point, receivedUs, block)
    return said === "event-type-missing" ? OTHER_LINE : said // others log JSON too
  }

  private firewall(message: SyslogMessage, point: number, receivedUs: number, block: RecordBlock): string {
    const product = firewallProducts.find((one) => one.recognises(message))
    if (product === undefined) return OTHER_LINE
    const event = product.read(message)
    return typeof event === "string" ? event : this.firewalls.put(product.id, event, message.timeUs, point, receivedUs, block)
  }

  private parse(line: string, receivedUs: number): SyslogMessage {
    if (this.line !== line) {
      this.message = parseSyslog(line, receivedUs)
      this.line = line
    }
    return this.message
  }
}

/** Unspecified and loopback addresses name nobody. */
function isNobody(words: Uint32Array): boolean {
  if (words[0] !== 0 || words[1] !== 0) return false
  return words[2] === 0xffff ? words[3] === 0 || words[3] >>> 24 === 127 : words[2] === 0 && words[3] <= 1
}
