import { encodeFlowBatch } from "@netweir/store/native/encode-flows.ts"
import { encodeSeriesBatch } from "@netweir/store/native/encode-series.ts"
import { sampleFlows } from "@netweir/store/testing/sample-flows.ts"
import type { FlowBatch, SeriesBatch } from "@netweir/model"
import { createFlowBlock, type FlowBlock } from "../flow-block.ts"
import type { Load } from "../lane.ts"
import { createSeriesBlock, type SeriesBlock } from "../series-block.ts"

export const FROM_MS = 1_790_000_000_000
const origin = { interfaceName: "eth0", interfaceId: 3 }

export function flowBlock(count: number, seed = 1): FlowBlock {
  return blockOf(sampleFlows(count, { seed, fromMs: FROM_MS, toMs: FROM_MS + 60_000 }))
}
export const blockOf = (batch: FlowBatch): FlowBlock => createFlowBlock(encodeFlowBatch(batch), origin)
export const flowLoad = (count: number, seed = 1): Load => ({ rows: "flows", block: flowBlock(count, seed) })

/** What an attacker may put into names, in every text column. */
export const hostileTexts = ['"', "\\", "\u0000\u001b[31m", "\r\nHTTP/1.1 200 OK\r\n\r\n", "<14>1 - - -", "a,b=c d", "</script><script>", "😀\ud800", "x".repeat(70_000), "'; DROP TABLE flows; --", "\u202e\u2028", "{\"a\":1}\n{\"index\":{}}", "%s%n$(id)`id`"]

export function hostileBlock(): FlowBlock {
  const { columns } = sampleFlows(hostileTexts.length, { seed: 3, fromMs: FROM_MS, toMs: FROM_MS + 1000 })
  return blockOf({ count: hostileTexts.length, columns: {
    ...columns, app: hostileTexts, category: hostileTexts, hostname: hostileTexts, info: hostileTexts, ja4: hostileTexts, clientNetwork: hostileTexts, serverCountry: hostileTexts, interface: hostileTexts,
    metadata: hostileTexts.map((text) => JSON.stringify({ http: { url: text, userAgent: text, host: text, method: text }, dns: { query: text } })),
  } })
}

export function seriesBlock(points: readonly Partial<Record<keyof Omit<SeriesBatch, "interface" | "count">, unknown>>[]): SeriesBlock {
  const column = (name: string, fallback: unknown) => points.map((point) => (point as Record<string, unknown>)[name] ?? fallback)
  const numbers = ["bytesSent", "bytesReceived", "packetsSent", "packetsReceived", "newFlows", "activeFlows", "activeHosts", "score", "retransmissions", "dropped"]
  const batch = { interface: origin.interfaceName, count: points.length, atMs: column("atMs", FROM_MS), kind: column("kind", "host"), key: column("key", "10.0.0.1"), ...Object.fromEntries(numbers.map((name) => [name, column(name, 0)])) }
  return createSeriesBlock(encodeSeriesBatch(batch as unknown as SeriesBatch), origin) // every column was set above
}
