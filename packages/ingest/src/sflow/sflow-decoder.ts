// sFlow version 5 (sFlow.org, July 2004, and its later structures) into record blocks.
//   datagram: version | agent address | sub-agent | sequence | uptime | samples          sample: type | length | ...
import { IPV4_MAPPED } from "@netweir/engine/addresses/ip-text.ts"
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { Agent } from "./agent.ts"
import { agentStatus } from "./agent-status.ts"
import { AgentTable } from "./agent-table.ts"
import type { SflowCounters, SflowDatagramDrop, SflowDecoder, SflowLimits, SflowOptions } from "./contract.ts"
import { SampleReader } from "./sample-reader.ts"
import { u32 } from "./xdr.ts"

const VERSION = 5
const ADDRESS_IPV6 = 2
/** With an IPv4 agent and no samples. */
const LEAST_BYTES = 28

const defaultLimits: SflowLimits = { agents: 4096, sourcesPerAgent: 4096, interfacesPerAgent: 4096, entries: 131_072 }

export function createSflowDecoder(points: ObservationPoints, options: SflowOptions = {}): SflowDecoder {
  const limits = { ...defaultLimits, ...options.limits }
  const table = new AgentTable(limits.agents, options.seed ?? Math.floor(Math.random() * 2 ** 32))
  const samples = new SampleReader(limits, options.keepUnknown ?? false)
  const agentWords = new Uint32Array(4)
  const datagramDrops: Record<string, number> = {}
  let datagrams = 0
  let tickUs = 0

  function drop(reason: SflowDatagramDrop): true {
    datagramDrops[reason] = (datagramDrops[reason] ?? 0) + 1
    return true
  }

  /** The agent names itself; one that has no address of its own (0.0.0.0, loopback) is known by where its datagrams come from. */
  function readAgentAddress(bytes: Uint8Array, at: number, isIpv6: boolean, exporterWords: Uint32Array): void {
    for (let i = 0; i < 4; i++) agentWords[i] = isIpv6 ? u32(bytes, at + 4 * i) : 0
    if (!isIpv6) {
      agentWords[2] = IPV4_MAPPED
      agentWords[3] = u32(bytes, at)
    }
    const isNone = agentWords[3] === 0 || (isIpv6 ? agentWords[3] === 1 && (agentWords[0] | agentWords[1] | agentWords[2]) === 0 : agentWords[3] >>> 24 === 127)
    if (isNone) agentWords.set(exporterWords)
  }

  function newAgent(subAgent: number, exporterWords: Uint32Array, nowUs: number): Agent | SflowDatagramDrop {
    const before = table.agents.length
    if (!table.hasRoom(nowUs)) return "too-many-exporters"
    if (table.agents.length < before) samples.recount(table.agents)
    const point = points.numberOf("sflow", agentWords, subAgent, exporterWords)
    if (point < 0) return "too-many-points"
    const { rules } = options
    const agent = new Agent(point, nowUs, rules?.forcedSamplingOf(agentWords) ?? 0, rules?.assumedSamplingOf(agentWords) ?? 0)
    table.add(agentWords, subAgent, agent)
    return agent
  }

  return {
    recognises: (bytes, start, length) => length >= LEAST_BYTES && u32(bytes, start) === VERSION && (u32(bytes, start + 4) === 1 || u32(bytes, start + 4) === ADDRESS_IPV6),

    decode(bytes, start, length, exporterWords, _exporterPort, receivedUs, block) {
      datagrams++
      if (length < LEAST_BYTES) return drop("datagram-too-short")
      const addressKind = u32(bytes, start + 4)
      if (u32(bytes, start) !== VERSION || (addressKind !== 1 && addressKind !== ADDRESS_IPV6)) return drop("version-unknown")
      const isIpv6 = addressKind === ADDRESS_IPV6
      const at = start + 8 + (isIpv6 ? 16 : 4)
      if (at + 16 > start + length) return drop("datagram-too-short")
      if (options.rules !== undefined && !options.rules.allows(exporterWords)) return drop("exporter-not-allowed")
      readAgentAddress(bytes, start + 8, isIpv6, exporterWords)
      const subAgent = u32(bytes, at)
      const agent = table.find(agentWords, subAgent) ?? newAgent(subAgent, exporterWords, receivedUs)
      if (typeof agent === "string") return drop(agent)
      agent.heard(u32(bytes, at + 4), u32(bytes, at + 8), receivedUs)
      samples.begin(agent, bytes, at + 16, start + length, u32(bytes, at + 12), receivedUs)
      return samples.read(block)
    },

    resume: (block: RecordBlock) => samples.read(block),

    tick(nowUs) {
      const seconds = (nowUs - tickUs) / 1e6
      if (seconds < 1) return
      for (const agent of table.agents) {
        agent.recordsPerSecond = tickUs === 0 ? 0 : Math.round((agent.records - agent.recordsAtTick) / seconds)
        agent.recordsAtTick = agent.records
      }
      tickUs = nowUs
    },

    exporters: (): ExporterStatus[] => table.agents.map(agentStatus),

    counters: (): SflowCounters => ({
      records: { received: samples.received, handedOver: samples.handedOver, dropped: samples.dropped },
      datagrams: { received: datagrams, dropped: datagramDrops },
      oddities: samples.oddities, counterSamples: samples.counterSamples, discardSamples: samples.discardSamples, agents: table.agents.length,
    }),
  }
}
