// Lines through a decoder, and what records came of them.
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { protocolById } from "@netweir/model"
import type { LineDecoder } from "./line-decoder.ts"

export const RECEIVED_US = 1_700_000_000e6

export function takeLines(decoder: LineDecoder, lines: readonly string[]): { said: string[]; rows: Record<string, unknown>[] } {
  const points = new ObservationPoints()
  const block = new RecordBlock(points, Math.max(1, lines.length))
  const point = points.numberOf("syslog", Uint32Array.of(0, 0, 0xffff, 0x7f000001), 0)
  const said = lines.map((line) => decoder.take(line, point, RECEIVED_US, block))
  return { said, rows: Array.from({ length: block.count }, (_, at) => rowOf(block, at)) }
}

export function rowOf(block: RecordBlock, at: number): Record<string, unknown> {
  return {
    src: formatIp(block.src, 4 * at), srcPort: block.srcPort[at], dst: formatIp(block.dst, 4 * at), dstPort: block.dstPort[at], ipProtocol: block.ipProtocol[at], vlan: block.vlan[at],
    packets: block.packets[at], bytes: block.bytes[at], reversePackets: block.reversePackets[at], reverseBytes: block.reverseBytes[at], marks: block.marks[at],
    first: block.firstSeenUs[at], last: block.lastSeenUs[at], received: block.receivedUs[at], flags: block.tcpFlags[at], reverseFlags: block.reverseTcpFlags[at], icmp: block.icmpTypeCode[at],
    app: protocolById(block.masterProtocol[at]).name, service: protocolById(block.appProtocol[at]).name, inIf: block.inIf[at], extras: block.extras[at],
  }
}
