// A group table as the filter language, the tables and the API see it. One entry per column of model/columns/group.ts.
import { groupColumns, type ColumnReaders, type GroupKind, type GroupRow } from "@netweir/model"
import type { LiveTable } from "../hosts/read-page.ts"
import type { Groups } from "./groups.ts"

/** Kinds whose members are hosts; for others the number of hosts is absent. */
const kindsWithHosts: ReadonlySet<GroupKind> = new Set(["network", "asn", "country", "vlan", "device"])

export function groupTable(groups: Groups, kind: GroupKind): LiveTable<GroupRow> {
  const table = groups.tables[kind]
  const hosts = kindsWithHosts.has(kind) ? (row: number) => table.hosts[row] : () => Number.NaN
  const numbers: Readonly<Record<string, (row: number) => number>> = {
    firstSeenMs: (row) => table.firstSeenUs[row] / 1000,
    lastSeenMs: (row) => table.lastSeenUs[row] / 1000,
    bytes: (row) => table.bytesSent[row] + table.bytesReceived[row],
    bytesSent: (row) => table.bytesSent[row],
    bytesReceived: (row) => table.bytesReceived[row],
    packetsSent: (row) => table.packetsSent[row],
    packetsReceived: (row) => table.packetsReceived[row],
    bitsPerSecond: (row) => Math.round(table.bitsPerSecond[row]),
    flows: (row) => table.flows[row],
    hosts,
    score: (row) => table.score[row],
    // Keys that are numbers sort as numbers.
    ...(kind === "asn" || kind === "vlan" ? { key: (row: number) => table.key[row] } : {}),
  }
  const texts: Readonly<Record<string, (row: number) => string>> = {
    key: (row) => groups.keyText(kind, row),
    label: (row) => groups.label(kind, row),
  }
  const readers: ColumnReaders = { number: (id) => numbers[id], text: (id) => texts[id], ip: () => undefined, list: () => undefined }
  return {
    columns: groupColumns, readers, defaultSort: "bytes",
    // Size classes stand in the table from the start.
    isLive: (row) => table.packetsSent[row] + table.packetsReceived[row] > 0,
    get high() { return table.count },
    get total() { return table.count },
    toRow: (row) => ({
      key: texts.key(row), label: texts.label(row), firstSeenMs: numbers.firstSeenMs(row), lastSeenMs: numbers.lastSeenMs(row),
      bytes: numbers.bytes(row), bytesSent: table.bytesSent[row], bytesReceived: table.bytesReceived[row],
      packetsSent: table.packetsSent[row], packetsReceived: table.packetsReceived[row], bitsPerSecond: numbers.bitsPerSecond(row),
      flows: table.flows[row], hosts: kindsWithHosts.has(kind) ? table.hosts[row] : null, score: table.score[row],
    }),
  }
}
