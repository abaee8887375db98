// An agent as the Exporters page shows it.
import type { ExporterStatus } from "@netweir/model"
import type { Agent, DataSource } from "./agent.ts"

const MAX_SAMPLERS = 256
const sourceClasses = ["interface", "VLAN", "entity", "logical entity"]

export function agentStatus(agent: Agent): ExporterStatus {
  const sampling = [...agent.sources.values()].filter(({ samplingRate }) => samplingRate > 0)
  return {
    point: agent.point, name: agent.name, firstSeenMs: Math.floor(agent.firstSeenUs / 1000), lastSeenMs: Math.floor(agent.lastSeenUs / 1000),
    datagrams: agent.datagrams, records: agent.records, recordsPerSecond: agent.recordsPerSecond,
    samplingRate: agent.forcedRate || usualRate(sampling) || agent.assumedRate || 1,
    lost: agent.lostSamples, reordered: agent.reordered, restarts: agent.restarts,
    clockSkewMs: null, // sFlow tells no time but uptime
    templates: [], samplers: samplersOf(agent, sampling), dropped: { ...agent.dropped, ...(agent.agentDrops > 0 && { "by-the-agent": agent.agentDrops }) },
    interfaces: [...agent.interfaces.values()], notes: notesOf(agent),
  }
}

/** That of the busiest data source. */
function usualRate(sources: readonly DataSource[]): number {
  let busiest: DataSource | undefined
  for (const source of sources) if (busiest === undefined || source.samples > busiest.samples) busiest = source
  return busiest?.samplingRate ?? 0
}

function samplersOf(agent: Agent, sources: readonly DataSource[]): ExporterStatus["samplers"] {
  const told = sources.slice(0, MAX_SAMPLERS).map((source) => ({ id: `${sourceClasses[source.class] ?? `class ${source.class}`} ${source.index}`, rate: source.samplingRate, algorithm: "random", from: "flow samples" }))
  return agent.forcedRate > 0 ? [{ id: "all", rate: agent.forcedRate, algorithm: null, from: "override" }, ...told] : told
}

function notesOf(agent: Agent): string[] {
  const notes: string[] = []
  if (agent.system !== "") notes.push(agent.system)
  if (agent.processor !== null) notes.push(`Processor load ${agent.processor.loadPercent} %, ${Math.round(agent.processor.freeBytes / 1e6)} of ${Math.round(agent.processor.memoryBytes / 1e6)} MB free`)
  if (agent.lostDatagrams > 0) notes.push(`${agent.lostDatagrams} datagrams are missing in its sequence`)
  if (agent.discards.size > 0) notes.push(`Discarded packets (samples): ${[...agent.discards].toSorted(([, a], [, b]) => b - a).map(([reason, count]) => `${reason} ${count}`).join(", ")}`)
  return notes
}
