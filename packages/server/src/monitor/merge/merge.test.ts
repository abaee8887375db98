import type { GroupRow, Page, PageRequest } from "@netweir/model"
import { expect, test } from "vitest"
import { byColumn } from "./compare.ts"
import { mergePages, mergeSameRows, partRequest, sharedRowsWanted } from "./pages.ts"
import { addGroups, groupKey } from "./rows.ts"
import { addStats, noCounters } from "./stats.ts"

const page = <Row>(rows: readonly Row[], matched = rows.length, atMs = 0): Page<Row> => ({ rows, matched, total: matched, atMs })
const bySize: PageRequest["sort"] = { column: "size", descending: true }

test("the best rows of all parts in their order, cut to the page", () => {
  const a = page([{ size: 9 }, { size: 4 }, { size: 1 }], 30, 5)
  const b = page([{ size: 8 }, { size: 7 }, { size: 2 }], 12, 7)
  expect(mergePages([a, b], { sort: bySize, offset: 1, limit: 3 })).toEqual({ rows: [{ size: 8 }, { size: 7 }, { size: 4 }], matched: 42, total: 42, atMs: 7 })
})

test("absent values come last whichever way", () => {
  const rows = [{ size: null }, { size: 2 }, { size: 5 }]
  expect(rows.toSorted(byColumn("size", true))).toEqual([{ size: 5 }, { size: 2 }, { size: null }])
  expect(rows.toSorted(byColumn("size", false))).toEqual([{ size: 2 }, { size: 5 }, { size: null }])
  expect([{ size: "b" }, { size: "a" }].toSorted(byColumn("size", false))).toEqual([{ size: "a" }, { size: "b" }])
})

test("each part is asked for everything before the page's end", () => {
  expect(partRequest({ offset: 100, limit: 20, filter: "x" })).toEqual({ offset: 0, limit: 120, filter: "x" })
  expect(sharedRowsWanted({ offset: 0, limit: 50 })).toBe(1000)
  expect(sharedRowsWanted({ offset: 9_000, limit: 50 })).toBe(10_000)
})

const group = (key: string, bytes: number, hosts: number | null = 1): GroupRow => ({ key, label: key, firstSeenMs: bytes, lastSeenMs: bytes, bytes, bytesSent: bytes, bytesReceived: 0, packetsSent: 1, packetsReceived: 0, bitsPerSecond: 8, flows: 1, hosts, score: 2 })

test("rows about the same thing are one, and count once", () => {
  const merged = mergeSameRows([page([group("DNS", 5), group("TLS", 3)]), page([group("TLS", 4)])], { sort: { column: "bytes", descending: true } }, groupKey, addGroups)
  expect(merged).toMatchObject({ matched: 2, total: 2 })
  expect(merged.rows).toMatchObject([{ key: "TLS", bytes: 7, flows: 2, firstSeenMs: 3, lastSeenMs: 4, hosts: 2, score: 4 }, { key: "DNS", bytes: 5 }])
})

test("counters add up by name, histories from their newest end", () => {
  const one = { ...noCounters, atMs: 5, firstPacketMs: 10, packets: { received: 3, stored: 2, filtered: 0, dropped: { "ipv4-header-malformed": 1 }, bytes: 100 }, tables: { flows: { used: 1, limit: 10, evicted: 0, refused: 0 } }, throughputHistory: [1, 2, 3] }
  const two = { ...noCounters, atMs: 9, packets: { received: 5, stored: 3, filtered: 0, dropped: { "ipv4-header-malformed": 1, "kernel-buffer-full": 1 }, bytes: 50 }, tables: { flows: { used: 2, limit: 10, evicted: 3, refused: 0 } }, throughputHistory: [10] }
  expect(addStats([one, two])).toMatchObject({
    atMs: 9, firstPacketMs: 10, packets: { received: 8, stored: 5, dropped: { "ipv4-header-malformed": 2, "kernel-buffer-full": 1 }, bytes: 150 },
    tables: { flows: { used: 3, limit: 20, evicted: 3, refused: 0 } }, throughputHistory: [1, 2, 13],
  })
})
