// A bench for dissectors: one made-up flow, payloads given by hand, what came of it. The inspector is the real one.
import { appLabel, categoryName, confidences, riskById, riskIdsOf } from "@netweir/model"
import { parseIp } from "../addresses/ip-text.ts"
import { hex } from "../bytes/byte-window.ts"
import { Packet } from "../decode/packet.ts"
import { FLOW_ENCRYPTED, FLOW_INSPECTING, FLOW_MEDIA } from "../flows/flags.ts"
import { FlowColumns, KEY_WORDS } from "../flows/flow-columns.ts"
import { createInspector, type InspectorOptions } from "./create-inspector.ts"
import type { Inspector, InspectorHost } from "./inspector.ts"
import type { Metadata } from "./metadata.ts"
import type { Dissector, Transport } from "./types.ts"

/** One payload packet; give exactly one of hex, text, bytes. `sequence` overrides the running TCP sequence number (holes, repeats). */
export interface Step {
  readonly from: "client" | "server"
  readonly hex?: string
  readonly text?: string
  readonly bytes?: Uint8Array
  readonly atMs?: number
  readonly sequence?: number
  /** Length on the wire when the snaplen cut the payload. */
  readonly wireBytes?: number
}

export interface FlowSpec {
  readonly transport?: Transport
  readonly clientIp?: string
  readonly serverIp?: string
  readonly clientPort?: number
  readonly serverPort?: number
  readonly ipProtocol?: number
  /** TCP: no SYN is seen. */
  readonly midstream?: boolean
}

export interface Outcome {
  readonly app: string
  readonly master: string
  readonly category: string
  readonly confidence: (typeof confidences)[number]
  readonly encrypted: boolean
  readonly hostname: string | null
  readonly info: string | null
  readonly metadata: Metadata
  readonly risks: readonly string[]
  readonly evidence: Readonly<Record<string, string>>
  /** Still under inspection after the last step (before the flow ended). */
  readonly stillInspecting: boolean
}

export interface Learned {
  readonly names: { ip: string; name: string; source: string }[]
  readonly oses: { ip: string; os: string }[]
}

const ipProtocols: Record<Transport, number> = { tcp: 6, udp: 17, sctp: 132, icmp: 1, icmpv6: 58, igmp: 2, ip: 253 }
const SYN = 0x02
const ACK = 0x10

/** Several flows through one inspector: expectations and learned names are shared. */
export class InspectionBench {
  readonly flows = new FlowColumns(256)
  readonly learned: Learned = { names: [], oses: [] }
  readonly inspector: Inspector
  private used = 0
  private nowMs = 1_700_000_000_000

  constructor(dissectors: readonly Dissector[], options: Partial<InspectorOptions> = {}) {
    const host: InspectorHost = {
      flows: this.flows,
      learnName: (ip, _vlan, name, source) => void this.learned.names.push({ ip, name, source }),
      learnOs: (ip, _vlan, os) => void this.learned.oses.push({ ip, os }),
      onRisk: (flow, id) => setRisk(this.flows, flow, id),
      onDetected() {},
    }
    // A throw is a bug of the dissector: a test must see it.
    const onError = (error: unknown): never => { throw error }
    this.inspector = createInspector(host, { onError, judgeFlows: false, ...options, dissectors, limits: { maxRecords: 64, ...options.limits } })
  }

  /** Plays a whole flow to its end. */
  run(spec: FlowSpec, steps: readonly Step[]): Outcome {
    const flow = this.start(spec, steps)
    const stillInspecting = (this.flows.flags[flow] & FLOW_INSPECTING) !== 0
    this.inspector.finish(flow)
    return { ...this.outcome(flow), stillInspecting }
  }

  outcome(flow: number): Omit<Outcome, "stillInspecting"> {
    const outcome = outcomeOf(this.flows, flow)
    return { ...outcome, metadata: { ...outcome.metadata, ...this.inspector.calls.records(flow, true) } }
  }

  /** Plays a flow and leaves it open; answers its row. */
  start(spec: FlowSpec, steps: readonly Step[]): number {
    const flow = this.open(spec)
    const packet = new Packet()
    packet.ipProtocol = this.flows.key[flow * KEY_WORDS + 9] & 255
    packet.ttl = 64
    const nextSequence = { client: 1000, server: 5000 }
    const isTcp = packet.ipProtocol === 6
    if (isTcp && !spec.midstream) {
      this.send(flow, packet, "client", new Uint8Array(0), nextSequence.client - 1, SYN)
      this.send(flow, packet, "server", new Uint8Array(0), nextSequence.server - 1, SYN | ACK)
    }
    for (const step of steps) {
      const bytes = bytesOf(step)
      if (step.atMs !== undefined) this.nowMs = step.atMs
      const sequence = step.sequence ?? nextSequence[step.from]
      if (step.sequence === undefined) nextSequence[step.from] += step.wireBytes ?? bytes.length
      this.send(flow, packet, step.from, bytes, sequence, ACK, step.wireBytes)
    }
    return flow
  }

  private open(spec: FlowSpec): number {
    const flow = this.used++ % this.flows.capacity
    const { flows } = this
    const transport = spec.transport ?? "tcp"
    const key = flow * KEY_WORDS
    parseIp(spec.clientIp ?? "192.0.2.10", flows.key, key)
    parseIp(spec.serverIp ?? "198.51.100.20", flows.key, key + 4)
    const hasPorts = transport === "tcp" || transport === "udp" || transport === "sctp"
    flows.key[key + 8] = hasPorts ? (((spec.clientPort ?? 49152) << 16) | (spec.serverPort ?? 9)) >>> 0 : 0
    flows.key[key + 9] = spec.ipProtocol ?? ipProtocols[transport]
    flows.ipVersion[flow] = (spec.clientIp ?? "").includes(":") ? 6 : 4
    flows.flags[flow] = 1
    flows.masterProtocol[flow] = flows.appProtocol[flow] = 0
    flows.category[flow] = flows.confidence[flow] = 0
    flows.risksLow[flow] = flows.risksHigh[flow] = 0
    flows.inspection[flow] = -1
    flows.entropy[flow] = flows.tcpFingerprint[flow] = 0
    flows.packetsAB[flow] = flows.packetsBA[flow] = flows.payloadAB[flow] = flows.payloadBA[flow] = 0
    flows.tcpFlagsAB[flow] = flows.tcpFlagsBA[flow] = 0
    flows.lastSeenUs[flow] = this.nowMs * 1000
    flows.details[flow] = undefined
    this.inspector.begin(flow)
    return flow
  }

  private count(flow: number, fromA: boolean, tcpFlags: number, payloadBytes: number): void {
    const { flows } = this
    if (fromA) {
      flows.packetsAB[flow]++
      flows.payloadAB[flow] += payloadBytes
      flows.tcpFlagsAB[flow] |= tcpFlags
    } else {
      flows.packetsBA[flow]++
      flows.payloadBA[flow] += payloadBytes
      flows.tcpFlagsBA[flow] |= tcpFlags
    }
  }

  private send(flow: number, packet: Packet, from: "client" | "server", bytes: Uint8Array, sequence: number, tcpFlags: number, wireBytes = bytes.length): void {
    packet.timestampUs = this.nowMs++ * 1000
    packet.tcpSequence = sequence >>> 0
    packet.tcpFlags = tcpFlags
    packet.bytes = packet.payloadSource = bytes
    packet.payloadStart = 0
    packet.payloadBytes = bytes.length
    packet.payloadWireBytes = wireBytes
    this.count(flow, from === "client", tcpFlags, wireBytes)
    this.flows.lastSeenUs[flow] = packet.timestampUs
    // As the flow table does: shown while the flow asks for it.
    if ((this.flows.flags[flow] & FLOW_INSPECTING) !== 0) this.inspector.inspect(flow, packet, from === "client")
    if ((this.flows.flags[flow] & FLOW_MEDIA) !== 0) this.inspector.media(flow, packet, from === "client")
  }
}

/** One flow, one call: `inspectPayloads([dns], { transport: "udp", serverPort: 53 }, [{ from: "client", hex: "..." }])`. */
export function inspectPayloads(dissectors: readonly Dissector[], spec: FlowSpec, steps: readonly Step[]): Outcome & Learned {
  const bench = new InspectionBench(dissectors)
  return { ...bench.run(spec, steps), ...bench.learned }
}

/** As the engine does, without scores. */
export function setRisk(flows: FlowColumns, flow: number, id: number): void {
  const set = id <= 32 ? flows.risksLow : flows.risksHigh
  set[flow] |= 1 << ((id - 1) & 31)
}

export function outcomeOf(flows: FlowColumns, flow: number): Omit<Outcome, "stillInspecting"> {
  const details = flows.details[flow]
  const risks = riskIdsOf(flows.risksLow[flow], flows.risksHigh[flow]).map((id) => riskById(id)?.key ?? String(id))
  return {
    app: appLabel(flows.masterProtocol[flow], flows.appProtocol[flow]),
    master: appLabel(flows.masterProtocol[flow], 0),
    category: categoryName(flows.category[flow]),
    confidence: confidences[flows.confidence[flow]],
    encrypted: (flows.flags[flow] & FLOW_ENCRYPTED) !== 0,
    hostname: details?.hostname ?? null,
    info: details?.info ?? null,
    metadata: details?.metadata ?? {},
    risks,
    evidence: Object.fromEntries([...(details?.evidence ?? [])].map(([id, text]) => [riskById(id)?.key ?? String(id), text])),
  }
}

function bytesOf(step: Step): Uint8Array {
  if (step.bytes) return step.bytes
  if (step.hex !== undefined) return hex(step.hex)
  return new TextEncoder().encode(step.text ?? "")
}
