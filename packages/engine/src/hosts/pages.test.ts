import { describe, expect, test } from "vitest"
import { hostColumns, groupColumns } from "@netweir/model"
import { WrongFilter } from "./read-page.ts"
import { topRows } from "./top-rows.ts"
import { TopNames } from "./top-names.ts"
import { MAX_KEYS, ShareLists } from "./share-lists.ts"
import { GroupTable } from "../groups/group-table.ts"
import { Traffic } from "./testing/traffic.ts"

function sixHosts(): Traffic {
  const traffic = new Traffic()
  for (const [i, server] of ["8.8.8.8", "9.9.9.9", "5.5.5.5", "10.0.0.9", "192.168.1.9"].entries()) {
    const row = traffic.start({ client: "192.168.1.2", server })
    traffic.send(row, true, 100 * (i + 1))
  }
  traffic.harvest()
  return traffic
}

describe("pages of hosts", () => {
  const cases = [
    { name: "most bytes first by default", request: {}, want: ["192.168.1.2", "192.168.1.9", "10.0.0.9", "5.5.5.5", "9.9.9.9", "8.8.8.8"] },
    { name: "offset and limit", request: { offset: 1, limit: 2 }, want: ["192.168.1.9", "10.0.0.9"], matched: 6 },
    { name: "beyond the end", request: { offset: 10 }, want: [], matched: 6 },
    { name: "by address, as numbers", request: { sort: { column: "ip", descending: false } }, want: ["5.5.5.5", "8.8.8.8", "9.9.9.9", "10.0.0.9", "192.168.1.2", "192.168.1.9"] },
    { name: "by country, absent last", request: { sort: { column: "country", descending: true }, limit: 3 }, want: ["8.8.8.8", "9.9.9.9", "192.168.1.2"], matched: 6 },
    { name: "by ASN, absent last", request: { sort: { column: "asn", descending: false }, limit: 3 }, want: ["9.9.9.9", "8.8.8.8", "192.168.1.2"], matched: 6 },
    { name: "filter on a number", request: { filter: "bytesReceived >= 300 and location = remote" }, want: ["5.5.5.5"] },
    { name: "filter on an address", request: { filter: "ip in 192.168.0.0/16" }, want: ["192.168.1.2", "192.168.1.9"] },
    { name: "filter on a name", request: { filter: 'asName ~ "google"' }, want: ["8.8.8.8"] },
  ]
  for (const { name, request, want, matched = want.length } of cases) test(name, () => {
    const page = sixHosts().accounting.hosts(request)
    expect(page.rows.map(({ ip }) => ip)).toEqual(want)
    expect(page).toMatchObject({ matched, total: 6 })
  })
  test("a wrong filter says so", () => expect(() => sixHosts().accounting.hosts({ filter: "bytez > 1" })).toThrow(WrongFilter))
  test("every column sorts, and rows have every column", () => {
    const traffic = sixHosts()
    for (const { id } of hostColumns) expect(traffic.accounting.hosts({ sort: { column: id, descending: true } }).rows).toHaveLength(6)
    expect(Object.keys(traffic.accounting.hosts({}).rows[0]).toSorted()).toEqual(hostColumns.map(({ id }) => id).toSorted())
    expect(Object.keys(traffic.accounting.groups("l4", {}).rows[0]).toSorted()).toEqual(groupColumns.map(({ id }) => id).toSorted())
  })
  test("sorted by a column, the column is in order", () => {
    const { rows } = sixHosts().accounting.hosts({ sort: { column: "bytes", descending: false } })
    expect(rows.map(({ bytes }) => bytes)).toEqual(rows.map(({ bytes }) => bytes).toSorted((a, b) => a - b))
  })
})

describe("pages of groups", () => {
  test("keys of numbers sort as numbers", () => {
    const traffic = new Traffic()
    for (const vlan of [10, 9, 100]) traffic.send(traffic.start({ client: "10.0.0.1", server: "10.0.0.2", vlan }), true, 60)
    traffic.harvest()
    expect(traffic.accounting.groups("vlan", { sort: { column: "key", descending: false } }).rows.map(({ key, hosts }) => ({ key, hosts }))).toEqual([{ key: "9", hosts: 2 }, { key: "10", hosts: 2 }, { key: "100", hosts: 2 }])
  })
  test("labels", () => {
    const traffic = sixHosts()
    expect(traffic.accounting.groups("network", {}).rows.map(({ key, label }) => [key, label])).toEqual([["192.168.1.0/24", "home"], ["10.0.0.0/8", "10.0.0.0/8"]])
    expect(traffic.accounting.groups("asn", { filter: "bytes < 150" }).rows).toMatchObject([{ key: "15169", label: "Google LLC" }])
    expect(traffic.accounting.groups("ethertype", {}).rows).toMatchObject([{ key: "IPv4", hosts: null }])
  })
})

test("top rows are the first of a full sort", () => {
  const values = Array.from({ length: 500 }, (_, i) => (i * 7919) % 503)
  const order = (a: number, b: number) => values[b] - values[a] || a - b
  const sorted = values.map((_, row) => row).toSorted(order)
  for (const wanted of [0, 1, 7, 249, 251, 499, 600]) expect(topRows(values.map((_, row) => row), wanted, order)).toEqual(sorted.slice(0, wanted))
})

describe("share lists", () => {
  const heads = new Uint32Array(3)
  test("the heavy stay, the sum stays true", () => {
    const lists = new ShareLists(100)
    heads.fill(0)
    for (let round = 0; round < 50; round++) {
      for (const heavy of [1, 2]) lists.add(heads, 1, 4, heavy, 1000, 0, 1)
      lists.add(heads, 1, 4, 100 + round, 10, 5, 1)
      lists.add(heads, 0, 4, 7, 1, 0, 0)
    }
    const listed = lists.ranked(heads[1])
    const other = lists.otherOf(heads[1])
    expect(listed.slice(0, 2).map((entry) => lists.key(entry))).toEqual([1, 2])
    expect(listed).toHaveLength(4)
    expect(listed.reduce((sum, entry) => sum + lists.sent(entry), lists.sent(other))).toBe(100_500)
    expect(listed.reduce((sum, entry) => sum + lists.received(entry), lists.received(other))).toBe(250)
    expect(listed.reduce((sum, entry) => sum + lists.flows(entry), lists.flows(other))).toBe(150)
    expect([lists.sent(lists.heaviest(heads[0])), lists.otherOf(heads[0])]).toEqual([50, -1])
    lists.clear(heads, 1)
    expect([lists.used, heads[1], lists.ranked(heads[0]).length]).toEqual([1, 0, 1])
  })
  test("a full pool: entries are taken over within the list, an empty list refuses", () => {
    const lists = new ShareLists(7)
    const many = new Uint32Array(5)
    for (const key of [1, 2, 3, 5]) lists.add(many, 0, 10, key, key, 0, 0)
    for (const list of [1, 2, 3]) expect(lists.add(many, list, 10, 9, 1, 1, 1)).toBeGreaterThanOrEqual(0) // what the first list outgrew
    expect(lists.add(many, 4, 10, 9, 1, 1, 1)).toBe(-1)
    expect([lists.used, lists.refused, many[4]]).toEqual([7, 1, 0])
    expect(lists.add(many, 0, 4, 4, 100, 0, 0)).toBe(-1)
    expect([lists.ranked(many[0]).map((entry) => lists.key(entry)), lists.sent(lists.otherOf(many[0]))]).toEqual([[5, 3, 2], 101])
    for (const list of [0, 1, 2, 3]) lists.clear(many, list)
    heads.fill(0)
    for (let key = 0; key < 5000; key++) lists.add(heads, 2, 2, key, 1, 0, 0)
    const entries = lists.ranked(heads[2])
    expect(entries.reduce((sum, entry) => sum + lists.sent(entry), lists.sent(lists.otherOf(heads[2])))).toBe(5000)
  })
  test("moves as it grows, with all that was counted", () => {
    const lists = new ShareLists(1000, true)
    const two = new Uint32Array(2)
    for (let key = 0; key < MAX_KEYS; key++) for (const list of [0, 1]) {
      const entry = lists.add(two, list, MAX_KEYS, key, key + list, 2 * key, 1)
      lists.words[4 * entry] = key
      lists.setExtra(entry, 7 * key)
    }
    for (const list of [0, 1]) for (const entry of lists.ranked(two[list])) {
      const key = lists.key(entry)
      expect([lists.sent(entry), lists.received(entry), lists.flows(entry), lists.words[4 * entry], lists.extra(entry)]).toEqual([key + list, 2 * key, 1, key, 7 * key])
    }
    lists.add(two, 1, MAX_KEYS, 99, 1, 0, 0)
    expect([lists.size(two[0]), lists.size(two[1]), lists.used]).toEqual([MAX_KEYS, MAX_KEYS, 2 * (MAX_KEYS + 1)])
  })
  test("grows up to its bound", () => {
    const lists = new ShareLists(5000, true)
    const many = new Uint32Array(4000)
    for (let list = 0; list < 4000; list++) lists.add(many, list, 4, list, list, 0, 0)
    expect([lists.used, lists.sent(lists.heaviest(many[3210])), lists.refused]).toEqual([4000, 3210, 0])
  })
})

test("names: bounded, the frequent stay", () => {
  const names = new TopNames(3)
  names.add("often", 50)
  for (let i = 0; i < 20; i++) names.add(`once-${i}`)
  expect(names.list()).toHaveLength(3)
  expect(names.list()[0].name).toBe("often")
})

describe("a full group table", () => {
  test("lets the idle-most unused group go, telling first", () => {
    const left: number[] = []
    const table: GroupTable = new GroupTable(3, (row) => left.push(table.key[row]))
    for (const [i, key] of [10, 20, 30].entries()) table.add(table.rowOf(key, i), 1, 0, 1, 0, i)
    table.activeFlows[table.find(10)] = 1
    expect(table.rowOf(40, 9)).toBe(1)
    expect(left).toEqual([20])
    expect([table.find(20), table.bytesSent[1], table.firstSeenUs[1], table.evicted]).toEqual([-1, 0, 9, 1])
  })
  test("refuses when all are in use", () => {
    const table = new GroupTable(2)
    for (const key of [1, 2]) table.hosts[table.rowOf(key, 0)] = 1
    expect([table.rowOf(3, 0), table.refused]).toEqual([-1, 1])
  })
  test("grows up to its bound", () => {
    const table = new GroupTable(100)
    for (let key = 0; key < 100; key++) table.add(table.rowOf(key, key), key, 0, 1, 0, key)
    expect(table.bytesSent[table.find(77)]).toBe(77)
    expect(table.count).toBe(100)
  })
})
