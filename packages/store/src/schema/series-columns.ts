// The columns of the time series tables. The same names in the tables per minute, hour and day, so that one question reads them all:
// counters are sums over the step; gauges are sums over `points` minutes, so their mean is gauge / points.
import type { SqlColumn } from "./stored-columns.ts"
import { STORED_ON } from "./stored-columns.ts"

export const seriesCounters = ["bytesSent", "bytesReceived", "packetsSent", "packetsReceived", "newFlows", "retransmissions", "dropped"] as const
export const seriesGauges = ["activeFlows", "activeHosts", "score"] as const

const column = (name: string, type: string, codec = ""): SqlColumn => ({ name, type, definition: codec ? `${type} CODEC(${codec})` : type })

export const seriesColumns: readonly SqlColumn[] = [
  column("interface", "LowCardinality(String)"),
  column("kind", "LowCardinality(String)"),
  column("key", "String", "ZSTD"),
  column("at", "DateTime", "DoubleDelta, ZSTD"),
  ...[...seriesCounters, ...seriesGauges].map((name) => column(name, "UInt64", "T64, ZSTD")),
  column("points", "UInt32", "T64, ZSTD"),
  STORED_ON,
]
