// Points of time series as metrics: sums for what is counted, gauges for what is there now.
import { RunningTotals } from "../running-totals.ts"
import type { SeriesBlock, SeriesPoint, SeriesValue } from "../series-block.ts"
import type { SinkContext } from "../sink.ts"
import { attributes, nanoseconds, resource, scope, type About, type Attribute } from "./attributes.ts"

const DELTA = 1
const CUMULATIVE = 2

interface MetricFacts { readonly name: string; readonly unit: string; readonly description: string; readonly sum: boolean; readonly from: readonly { readonly value: SeriesValue; readonly direction?: string }[] }
const facts: readonly MetricFacts[] = [
  { name: "netweir.io", unit: "By", description: "Bytes on the wire", sum: true, from: [{ value: "bytesSent", direction: "transmit" }, { value: "bytesReceived", direction: "receive" }] },
  { name: "netweir.packets", unit: "{packet}", description: "Packets", sum: true, from: [{ value: "packetsSent", direction: "transmit" }, { value: "packetsReceived", direction: "receive" }] },
  { name: "netweir.flows", unit: "{flow}", description: "Flows that began", sum: true, from: [{ value: "newFlows" }] },
  { name: "netweir.tcp.retransmissions", unit: "{packet}", description: "TCP segments sent again", sum: true, from: [{ value: "retransmissions" }] },
  { name: "netweir.packets.dropped", unit: "{packet}", description: "Packets lost on the way into Netweir", sum: true, from: [{ value: "dropped" }] },
  { name: "netweir.flows.active", unit: "{flow}", description: "Flows now", sum: false, from: [{ value: "activeFlows" }] },
  { name: "netweir.hosts.active", unit: "{host}", description: "Hosts now", sum: false, from: [{ value: "activeHosts" }] },
  { name: "netweir.score", unit: "1", description: "How bad it is now", sum: false, from: [{ value: "score" }] },
]

interface DataPoint { readonly attributes: Attribute[]; readonly startTimeUnixNano?: string; readonly timeUnixNano: string; readonly asInt: string }

/** Totals grow once per row, however often its request is made anew. */
export function createMetricsRequests({ isDelta, startMs, about, lost }: { readonly isDelta: boolean; readonly startMs: number; readonly about: About; readonly lost: SinkContext["lost"] }): (block: SeriesBlock, from: number, to: number) => string {
  const totals = new RunningTotals()
  let current: SeriesBlock | null = null
  let made: (readonly DataPoint[][] | undefined)[] = []

  function pointsOf(block: SeriesBlock, row: number): readonly DataPoint[][] {
    const point = block.point(row)
    const timeUnixNano = nanoseconds(point.atMs + 60_000)
    const sums = facts.flatMap(({ sum, from }) => (sum ? from.map(({ value }) => point[value]) : []))
    const counted = isDelta ? sums : totals.add(`${block.origin.interfaceId} ${point.kind} ${point.key}`, sums)
    if (!counted) {
      lost("series-limit", 1)
      return facts.map(() => [])
    }
    // A capture file's time lies before our start: then its first minute is the start.
    const startTimeUnixNano = nanoseconds(isDelta ? point.atMs : Math.min(startMs, point.atMs))
    let at = 0
    return facts.map(({ sum, from }) => from.map(({ value, direction }) => {
      const labels = attributes({ "netweir.kind": point.kind, [`netweir.${point.kind}`]: point.key, "network.interface.name": block.origin.interfaceName, "network.io.direction": direction })
      return sum ? { attributes: labels, startTimeUnixNano, timeUnixNano, asInt: String(counted[at++]) } : { attributes: labels, timeUnixNano, asInt: String(point[value satisfies keyof SeriesPoint]) }
    }))
  }

  return (block, from, to) => {
    if (current !== block) {
      current = block
      made = []
    }
    const byMetric: DataPoint[][] = facts.map(() => [])
    for (let row = from; row < to; row++) {
      // A total that grew since must not change what an earlier row says.
      const points = (made[row] ??= pointsOf(block, row))
      for (const [i, list] of points.entries()) byMetric[i].push(...list)
    }
    const metrics = facts.map(({ name, unit, description, sum }, i) => ({ name, unit, description, ...(sum ? { sum: { aggregationTemporality: isDelta ? DELTA : CUMULATIVE, isMonotonic: true, dataPoints: byMetric[i] } } : { gauge: { dataPoints: byMetric[i] } }) }))
    return JSON.stringify({ resourceMetrics: [{ resource: resource(about), scopeMetrics: [{ scope: scope(about), metrics }] }] })
  }
}
