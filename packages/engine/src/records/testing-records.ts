// Records for tests, as a decoder would put them into a block.
import { parseIp } from "../addresses/ip-text.ts"
import { ObservationPoints, type RecordSourceKind } from "./observation-points.ts"
import { RecordBlock, type RecordExtras } from "./record-block.ts"

export interface TestRecord {
  readonly src?: string
  readonly dst?: string
  readonly srcPort?: number
  readonly dstPort?: number
  readonly ipProtocol?: number
  readonly bytes?: number
  readonly packets?: number
  readonly reverseBytes?: number
  readonly reversePackets?: number
  readonly samplingRate?: number
  readonly tcpFlags?: number
  readonly marks?: number
  readonly firstMs?: number
  readonly lastMs?: number
  readonly receivedMs?: number
  readonly inIf?: number
  readonly outIf?: number
  readonly exporter?: string
  readonly domain?: number
  readonly source?: RecordSourceKind
  readonly vlan?: number
  readonly srcAs?: number
  readonly nextHop?: string
  readonly extras?: RecordExtras
}

export const TEST_START_MS = 1_700_000_000_000

export function makeBlock(points = new ObservationPoints()): RecordBlock {
  return new RecordBlock(points, 64)
}

/** Appends to the block; milliseconds count from TEST_START_MS. */
export function addRecord(block: RecordBlock, record: TestRecord): void {
  const at = block.clear()
  const words = new Uint32Array(4)
  parseIp(record.exporter ?? "192.0.2.254", words)
  block.point[at] = block.points.numberOf(record.source ?? "netflow9", words, record.domain ?? 0)
  const ms = (time: number) => (TEST_START_MS + time) * 1000
  block.receivedUs[at] = ms(record.receivedMs ?? record.lastMs ?? 0)
  block.firstSeenUs[at] = record.firstMs === undefined ? 0 : ms(record.firstMs)
  block.lastSeenUs[at] = record.lastMs === undefined ? 0 : ms(record.lastMs)
  const src = record.src ?? "10.0.0.1"
  block.ipVersion[at] = src.includes(":") ? 6 : 4
  parseIp(src, block.src, 4 * at)
  parseIp(record.dst ?? "198.51.100.1", block.dst, 4 * at)
  block.srcPort[at] = record.srcPort ?? 50_000
  block.dstPort[at] = record.dstPort ?? 443
  block.ipProtocol[at] = record.ipProtocol ?? 6
  block.bytes[at] = record.bytes ?? 1000
  block.packets[at] = record.packets ?? 10
  block.reverseBytes[at] = record.reverseBytes ?? 0
  block.reversePackets[at] = record.reversePackets ?? 0
  block.samplingRate[at] = record.samplingRate ?? 1
  block.vlan[at] = record.vlan ?? 0
  block.tcpFlags[at] = record.tcpFlags ?? 0
  block.marks[at] = record.marks ?? 0
  block.inIf[at] = record.inIf ?? 0
  block.outIf[at] = record.outIf ?? 0
  block.srcAs[at] = record.srcAs ?? 0
  if (record.nextHop) parseIp(record.nextHop, block.nextHop, 4 * at)
  block.extras[at] = record.extras
  block.count++
}
