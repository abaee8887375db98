// The tables of history, as facts. ddl.ts writes them down for a single server or a cluster.
//
// All are partitioned by the day on which rows were written (not the day of the packets: a capture may span years, or carry
// nonsense times, and each day would become a partition of its own), so retention drops whole partitions.
import { seriesColumns, seriesCounters, seriesGauges } from "./series-columns.ts"
import { storedFlowColumns, STORED_ON, type SqlColumn } from "./stored-columns.ts"

export interface TableSpec {
  readonly name: string
  readonly columns: readonly SqlColumn[]
  readonly engine: "MergeTree" | "SummingMergeTree" | "AggregatingMergeTree"
  /** Columns to sum, for SummingMergeTree. */
  readonly sums?: readonly string[]
  readonly partitionBy: string
  readonly orderBy: readonly string[]
  readonly indexes?: readonly string[]
  /** How rows spread over the shards of a cluster. */
  readonly shardBy: string
}

/** A table that fills itself from another. */
export interface ViewSpec {
  readonly name: string
  readonly from: string
  readonly to: string
  readonly select: string
}

/**
 * Rows of an hour sorted by server: neighbours share server, port, application and names, which is what makes them small, and
 * a question about a server reads few granules. Clients are found through a bloom filter.
 */
export const flowsTable: TableSpec = {
  name: "flows",
  columns: storedFlowColumns,
  engine: "MergeTree",
  partitionBy: "storedOn",
  orderBy: ["toStartOfHour(lastSeenMs, 'UTC')", "server", "serverPort", "client", "lastSeenMs"],
  indexes: [
    "INDEX client_bloom client TYPE bloom_filter(0.01) GRANULARITY 2",
    "INDEX server_bloom server TYPE bloom_filter(0.01) GRANULARITY 2",
    "INDEX hostname_bloom lower(hostname) TYPE bloom_filter(0.01) GRANULARITY 4",
  ],
  shardBy: "cityHash64(client, server)",
}

/** What flows are rolled up by, per hour. */
const hourlyKeys = ["interface", "server", "serverPort", "client", "ipProtocol", "app", "vlan"] as const
/** The same for every flow of a key, or near enough: any of the values is kept. */
const hourlyFacts = ["category", "clientLocation", "serverLocation", "clientCountry", "serverCountry", "clientAsn", "serverAsn", "clientNetwork", "serverNetwork"] as const
const hourlySums = ["bytesToServer", "bytesToClient", "packetsToServer", "packetsToClient", "score", "retransmissionsToServer", "retransmissionsToClient"] as const
/** Means of what not every flow has: the sum and how many had it. */
export const hourlyMeans = ["clientRttUs", "serverRttUs", "appLatencyUs"] as const

const typeOf = new Map(storedFlowColumns.map((column) => [column.name, column.type] as const))
const keyColumn = (name: string): SqlColumn => compressed(name, typeOf.get(name) ?? "String")
const factColumn = (name: string): SqlColumn => compressed(name, `SimpleAggregateFunction(any, ${typeOf.get(name) ?? "String"})`)
const sumColumn = (name: string): SqlColumn => compressed(name, "SimpleAggregateFunction(sum, UInt64)")
function compressed(name: string, type: string): SqlColumn {
  return { name, type, definition: `${type} CODEC(ZSTD)` }
}

export const hourlyTable: TableSpec = {
  name: "flows_hourly",
  columns: [
    { name: "hour", type: "DateTime", definition: "DateTime CODEC(Delta, ZSTD)" },
    ...hourlyKeys.map(keyColumn),
    ...hourlyFacts.map(factColumn),
    sumColumn("flows"),
    ...hourlySums.map(sumColumn),
    ...hourlyMeans.flatMap((name) => [sumColumn(`${name}Sum`), sumColumn(`${name}Count`)]),
    { name: "risks", type: "SimpleAggregateFunction(groupBitOr, UInt64)", definition: "SimpleAggregateFunction(groupBitOr, UInt64) CODEC(ZSTD)" },
    STORED_ON,
  ],
  engine: "AggregatingMergeTree",
  partitionBy: "storedOn",
  orderBy: ["hour", ...hourlyKeys],
  shardBy: "cityHash64(client, server)",
}

/** Hours and days are UTC's, wherever the server stands: questions count steps from the epoch. */
export const hourlySelect = [
  "SELECT toStartOfHour(lastSeenMs, 'UTC') AS hour",
  ...hourlyKeys,
  ...hourlyFacts.map((name) => `any(${name}) AS ${name}`),
  "count() AS flows",
  ...hourlySums.map((name) => `sum(${name}) AS ${name}`),
  ...hourlyMeans.flatMap((name) => [`sum(${name}) AS ${name}Sum`, `countIf(${name} != 0) AS ${name}Count`]),
  "groupBitOr(risks) AS risks",
  "storedOn",
].join(", ")
export const hourlyGroupBy = `GROUP BY hour, ${hourlyKeys.join(", ")}, storedOn`

const seriesTable = (name: string, partitionBy: string): TableSpec => ({
  name,
  columns: seriesColumns,
  engine: "SummingMergeTree",
  sums: [...seriesCounters, ...seriesGauges, "points"],
  partitionBy,
  orderBy: ["kind", "interface", "key", "at"],
  shardBy: "cityHash64(key)",
})
/** Minutes are kept as they came: two workers of one interface may write the same minute. */
export const seriesMinuteTable: TableSpec = { ...seriesTable("series_minute", "storedOn"), engine: "MergeTree", sums: undefined }
export const seriesHourTable = seriesTable("series_hour", "toYYYYMM(storedOn)")
export const seriesDayTable = seriesTable("series_day", "toYear(storedOn)")

const seriesSums = [...seriesCounters, ...seriesGauges, "points"].map((name) => `sum(${name}) AS ${name}`).join(", ")
const seriesView = (name: string, to: string, start: string): ViewSpec => ({
  name, from: seriesMinuteTable.name, to,
  select: `SELECT interface, kind, key, ${start}(at, 'UTC') AS at, ${seriesSums}, storedOn FROM {from} GROUP BY interface, kind, key, at, storedOn`,
})

export const tables: readonly TableSpec[] = [flowsTable, hourlyTable, seriesMinuteTable, seriesHourTable, seriesDayTable]
export const views: readonly ViewSpec[] = [
  { name: "flows_hourly_view", from: flowsTable.name, to: hourlyTable.name, select: `${hourlySelect} FROM {from} ${hourlyGroupBy}` },
  seriesView("series_hour_view", seriesHourTable.name, "toStartOfHour"),
  seriesView("series_day_view", seriesDayTable.name, "toStartOfDay"),
]
