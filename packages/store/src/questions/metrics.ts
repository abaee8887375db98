// What flows are summed up by. The same names over single flows and over the hourly roll-up.
import type { FlowSourceTable } from "./flow-source.ts"

export const historyMetrics = ["bytes", "bytesToServer", "bytesToClient", "packets", "flows", "score"] as const
export type HistoryMetric = (typeof historyMetrics)[number]

export const historyMeans = ["clientRttUs", "serverRttUs", "appLatencyUs"] as const

export type MetricSums = { readonly [M in HistoryMetric]: number } & {
  /** Means over the flows that have it; null when none has or they were not asked for. */
  readonly clientRttUs: number | null
  readonly serverRttUs: number | null
  readonly appLatencyUs: number | null
}

/** One flow's (or one roll-up row's) share of a metric. */
export function metricSql(metric: HistoryMetric, table: FlowSourceTable): string {
  switch (metric) {
    case "bytes": return "bytesToServer + bytesToClient"
    case "packets": return "packetsToServer + packetsToClient"
    case "flows": return table === "flows" ? "1" : "flows"
    default: return metric
  }
}

/** Means cost as much as all sums together: they are asked for. */
export function sumsSql(table: FlowSourceTable, withMeans: boolean): string {
  const sums = historyMetrics.map((metric) => (metric === "flows" && table === "flows" ? "count()" : `sum(${metricSql(metric, table)})`))
  const means = historyMeans.map((name) => (table === "flows" ? `avgIf(${name}, ${name} != 0)` : `sum(${name}Sum) / sum(${name}Count)`))
  return [...sums, ...(withMeans ? means : [])].join(", ")
}

export function sumCells(withMeans: boolean): number {
  return historyMetrics.length + (withMeans ? historyMeans.length : 0)
}

/** Cells in the order of `sumsSql`. NaN (nothing to average) comes as null or "nan". */
export function readSums(cells: readonly unknown[], withMeans: boolean): MetricSums {
  const sums = Object.fromEntries(historyMetrics.map((metric, i) => [metric, Number(cells[i])]))
  const means = Object.fromEntries(historyMeans.map((name, i) => [name, withMeans ? meanOf(cells[historyMetrics.length + i]) : null]))
  return { ...sums, ...means } as MetricSums // both lists of names together are its keys
}

function meanOf(cell: unknown): number | null {
  const value = cell === null ? Number.NaN : Number(cell)
  return Number.isFinite(value) ? Math.round(value) : null
}
