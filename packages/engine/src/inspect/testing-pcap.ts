// Runs dissectors over the flows of a capture file with nothing else of the engine: for trying out a dissector.
//   npx tsx packages/engine/src/inspect/testing-pcap.ts FILE.pcap [PROTOCOL]   prints one line per flow
// Reads classic pcap and pcapng with Ethernet (VLANs), raw IP, Linux cooked and loopback frames; no fragments, no tunnels.
import { readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { formatIp } from "../addresses/ip-text.ts"
import { dissectors as allDissectors } from "../dissectors/index.ts"
import { Packet } from "../decode/packet.ts"
import { FLOW_INSPECTING } from "../flows/flags.ts"
import { FlowColumns, KEY_WORDS } from "../flows/flow-columns.ts"
import { createInspector } from "./create-inspector.ts"
import { outcomeOf, setRisk, type Learned, type Outcome } from "./testing.ts"
import type { InspectorHost } from "./inspector.ts"
import type { Dissector } from "./types.ts"

export interface PcapFlow extends Omit<Outcome, "stillInspecting"> {
  readonly ipProtocol: number
  readonly srcIp: string
  readonly srcPort: number
  readonly dstIp: string
  readonly dstPort: number
  readonly vlan: number
  readonly packets: number
}

export function inspectPcap(file: Uint8Array, dissectors: readonly Dissector[] = allDissectors, maxFlows = 32_768): { flows: PcapFlow[]; stats: Readonly<Record<string, number>> } & Learned {
  const flows = new FlowColumns(maxFlows)
  const learned: Learned = { names: [], oses: [] }
  const host: InspectorHost = {
    flows,
    learnName: (ip, _vlan, name, source) => void learned.names.push({ ip, name, source }),
    learnOs: (ip, _vlan, os) => void learned.oses.push({ ip, os }),
    onRisk: (flow, id) => setRisk(flows, flow, id),
    onDetected() {},
  }
  const inspector = createInspector(host, { dissectors, onError: (error) => { throw error } })
  const rowByKey = new Map<string, number>()
  const packet = new Packet()
  for (const frame of frames(file)) {
    if (!decode(file, frame, packet)) continue
    const [forward, backward] = [flowKey(packet, false), flowKey(packet, true)]
    let flow = rowByKey.get(forward)
    const fromA = flow !== undefined
    flow ??= rowByKey.get(backward)
    const isNew = flow === undefined
    if (flow === undefined) {
      if (rowByKey.size >= maxFlows) continue
      flow = rowByKey.size
      rowByKey.set(forward, flow)
      const key = flow * KEY_WORDS
      flows.key.set(packet.src, key)
      flows.key.set(packet.dst, key + 4)
      flows.key[key + 8] = ((packet.srcPort << 16) | packet.dstPort) >>> 0
      flows.key[key + 9] = ((packet.vlan << 16) | packet.ipProtocol) >>> 0
      flows.ipVersion[flow] = packet.ipVersion
      flows.flags[flow] = 1
      inspector.begin(flow)
    }
    flows.packetsAB[flow]++
    flows.lastSeenUs[flow] = packet.timestampUs
    if ((flows.flags[flow] & FLOW_INSPECTING) !== 0) inspector.inspect(flow, packet, fromA || isNew)
  }
  for (let flow = 0; flow < rowByKey.size; flow++) inspector.finish(flow)
  const rows = Array.from({ length: rowByKey.size }, (_, flow): PcapFlow => {
    const key = flow * KEY_WORDS
    return {
      ...outcomeOf(flows, flow), ipProtocol: flows.key[key + 9] & 255, srcIp: formatIp(flows.key, key), dstIp: formatIp(flows.key, key + 4),
      srcPort: flows.key[key + 8] >>> 16, dstPort: flows.key[key + 8] & 0xffff, vlan: flows.key[key + 9] >>> 16, packets: flows.packetsAB[flow],
    }
  })
  return { flows: rows, stats: inspector.stats(), ...learned }
}

function flowKey(packet: Packet, reversed: boolean): string {
  const { src, dst } = packet
  const ends = [`${src.join()}:${packet.srcPort}`, `${dst.join()}:${packet.dstPort}`]
  if (reversed) ends.reverse()
  return `${packet.ipProtocol} ${packet.vlan} ${ends.join(" ")}`
}

export interface Frame { start: number; length: number; wireBytes: number; linkType: number; timestampUs: number }

export function* frames(file: Uint8Array): Generator<Frame> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const magic = view.getUint32(0)
  if (magic === 0x0a0d0d0a) return yield* framesOfPcapng(view)
  const littleEndian = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1
  const perSecond = magic === 0x4d3cb2a1 || magic === 0xa1b23c4d ? 1e9 : 1e6
  const linkType = view.getUint32(20, littleEndian) & 0xffff
  for (let at = 24; at + 16 <= file.length; ) {
    const length = view.getUint32(at + 8, littleEndian)
    if (at + 16 + length > file.length) return
    const timestampUs = view.getUint32(at, littleEndian) * 1e6 + (view.getUint32(at + 4, littleEndian) * 1e6) / perSecond
    yield { start: at + 16, length, wireBytes: view.getUint32(at + 12, littleEndian), linkType, timestampUs }
    at += 16 + length
  }
}

function* framesOfPcapng(view: DataView): Generator<Frame> {
  let littleEndian = true
  let linkTypes: number[] = []
  for (let at = 0; at + 12 <= view.byteLength; ) {
    const type = view.getUint32(at, littleEndian)
    if (type === 0x0a0d0d0a) {
      littleEndian = view.getUint32(at + 8, true) === 0x1a2b3c4d
      linkTypes = []
    }
    const blockBytes = view.getUint32(at + 4, littleEndian)
    if (blockBytes < 12 || at + blockBytes > view.byteLength) return
    if (type === 1) linkTypes.push(view.getUint16(at + 8, littleEndian))
    if (type === 6) {
      const timestampUs = view.getUint32(at + 12, littleEndian) * 4294967296 + view.getUint32(at + 16, littleEndian)
      yield {
        start: at + 28, length: view.getUint32(at + 20, littleEndian), wireBytes: view.getUint32(at + 24, littleEndian),
        linkType: linkTypes[view.getUint32(at + 8, littleEndian)] ?? 1, timestampUs,
      }
    }
    at += blockBytes
  }
}

function decode(bytes: Uint8Array, frame: Frame, packet: Packet): boolean {
  const end = frame.start + frame.length
  let at = frame.start
  packet.vlan = 0
  packet.timestampUs = frame.timestampUs
  const u16 = (i: number): number => (i + 2 <= end ? (bytes[i] << 8) | bytes[i + 1] : 0)
  const u32 = (i: number): number => u16(i) * 65536 + u16(i + 2)
  if (frame.linkType === 1 || frame.linkType === 113) {
    at += frame.linkType === 1 ? 12 : 14
    while (u16(at) === 0x8100 || u16(at) === 0x88a8) {
      packet.vlan = u16(at + 2) & 0xfff
      at += 4
    }
    if (u16(at) !== 0x0800 && u16(at) !== 0x86dd) return false
    at += 2
  } else if (frame.linkType === 0) at += 4
  else if (frame.linkType !== 101 && frame.linkType !== 12) return false
  const version = bytes[at] >> 4
  let ipEnd: number
  if (version === 4) {
    if (at + 20 > end || (u16(at + 6) & 0x1fff) !== 0) return false
    ipEnd = at + u16(at + 2)
    packet.ipProtocol = bytes[at + 9]
    packet.ttl = bytes[at + 8]
    for (const [words, from] of [[packet.src, at + 12], [packet.dst, at + 16]] as const) words.set([0, 0, 0xffff, u32(from)])
    at += (bytes[at] & 15) * 4
  } else if (version === 6) {
    if (at + 40 > end) return false
    ipEnd = at + 40 + u16(at + 4)
    packet.ipProtocol = bytes[at + 6]
    packet.ttl = bytes[at + 7]
    for (let i = 0; i < 4; i++) {
      packet.src[i] = u32(at + 8 + 4 * i)
      packet.dst[i] = u32(at + 24 + 4 * i)
    }
    at += 40
    // Hop-by-hop, routing and destination options stand before the transport (RFC 8200 section 4.1).
    while ((packet.ipProtocol === 0 || packet.ipProtocol === 43 || packet.ipProtocol === 60) && at + 8 <= end) {
      packet.ipProtocol = bytes[at]
      at += 8 + 8 * bytes[at + 1]
    }
  } else return false
  packet.ipVersion = version
  packet.srcPort = packet.dstPort = packet.tcpFlags = 0
  let header = 0
  if (packet.ipProtocol === 6) {
    packet.tcpSequence = u32(at + 4)
    packet.tcpFlags = bytes[at + 13]
    header = (bytes[at + 12] >> 4) * 4
  } else if (packet.ipProtocol === 17) {
    header = 8
    if (u16(at + 4) >= 8) ipEnd = Math.min(ipEnd, at + u16(at + 4))
  } else if (packet.ipProtocol === 132) header = 12
  if (header > 0) {
    packet.srcPort = u16(at)
    packet.dstPort = u16(at + 2)
  }
  packet.bytes = packet.payloadSource = bytes
  packet.payloadStart = Math.min(at + header, end)
  packet.payloadWireBytes = Math.max(0, ipEnd - at - header)
  packet.payloadBytes = Math.max(0, Math.min(ipEnd, end) - packet.payloadStart)
  return true
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [path, wanted] = process.argv.slice(2)
  const result = inspectPcap(new Uint8Array(readFileSync(path)))
  for (const flow of result.flows) {
    if (wanted && !flow.app.toLowerCase().includes(wanted.toLowerCase())) continue
    const { srcIp, srcPort, dstIp, dstPort, app, category, confidence, hostname, info, risks, metadata } = flow
    process.stdout.write(`${flow.ipProtocol} ${srcIp}:${srcPort} -> ${dstIp}:${dstPort} ${app} [${category}, ${confidence}] ${JSON.stringify({ hostname, info, risks, ...metadata })}\n`)
  }
  process.stdout.write(`${JSON.stringify(result.stats)}\n`)
}
