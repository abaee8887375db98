// The monitor with its real workers on captures made here.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, afterEach, describe, expect, test } from "vitest"
import { silentLog } from "../log/log.ts"
import { createMonitor, type HistorySink, type MonitorParts } from "./create-monitor.ts"
import { defaultMonitorOptions, type Monitor, type MonitorOptions } from "./monitor.ts"
import { START_MS, UDP_HEADERS, writeCapture } from "./testing.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-monitor-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const running: Monitor[] = []
afterEach(async () => { for (const monitor of running.splice(0)) await monitor.stop() })

const lan = path.join(dir, "lan.pcap")
writeCapture(lan, [
  { src: "10.0.0.1", dst: "10.0.0.2", packets: 3, payload: 100 },
  { src: "10.0.0.1", dst: "192.0.2.9", dstPort: 50_001, packets: 1, payload: 500 },
])
const wan = path.join(dir, "wan.pcap")
writeCapture(wan, [
  { src: "10.0.0.1", dst: "192.0.2.7", dstPort: 50_002, packets: 2, payload: 1000 },
  { src: "192.0.2.7", dst: "198.51.100.1", dstPort: 50_003, packets: 1, payload: 10 },
])

async function start(interfaces: readonly string[], options: Partial<MonitorOptions> = {}, history: HistorySink | null = null, aliases: Readonly<Record<string, string>> = {}, parts: Partial<MonitorParts> = {}): Promise<Monitor> {
  const ids = new Map<string, number>()
  const monitor = createMonitor({ ...defaultMonitorOptions, offline: true, localNetworks: ["10.0.0.0/8"], ...options, interfaces }, {
    log: silentLog, history, hostAliases: aliases, ...parts,
    interfaceId: (name) => {
      if (!ids.has(name)) ids.set(name, ids.size)
      return ids.get(name) ?? 0
    },
  })
  running.push(monitor)
  await monitor.start()
  return monitor
}

test("a file is read to its end and stays to be looked at; received = stored + filtered + dropped", async () => {
  const monitor = await start([lan])
  await monitor.whenFinished()
  const [one] = monitor.interfaces
  const stats = await one.ask("stats", {})
  expect(stats).toMatchObject({ id: 0, name: "lan.pcap", kind: "file", state: "finished", problem: null, progress: 1, activeFlows: 2, activeHosts: 3, localHosts: 2 })
  const { received, stored, filtered, dropped } = stats.packets
  expect({ received, sum: stored + filtered + Object.values(dropped).reduce((sum, count) => sum + count, 0) }).toEqual({ received: 4, sum: 4 })
  const flows = await one.ask("flows", { sort: { column: "bytes", descending: true } })
  expect(flows.rows.map(({ client, server, bytes, packets }) => ({ client, server, bytes, packets }))).toEqual([
    { client: "10.0.0.1", server: "192.0.2.9", bytes: 500 + UDP_HEADERS, packets: 1 },
    { client: "10.0.0.1", server: "10.0.0.2", bytes: 3 * (100 + UDP_HEADERS), packets: 3 },
  ])
  expect(await one.ask("flow", { flowId: flows.rows[0].flowId })).toMatchObject({ server: "192.0.2.9", firstSeenMs: START_MS + 30 })
  expect(await one.ask("flow", { flowId: "1" })).toBeNull()
})

test("a view adds up what its members saw: hosts of one address are one, flows stay theirs", async () => {
  const monitor = await start([lan, wan, "view:lan.pcap,wan.pcap", "view:all"])
  await monitor.whenFinished()
  for (const name of ["view:lan.pcap,wan.pcap", "view:all", "all"]) {
    const view = monitor.find(name)
    expect(await view.ask("stats", {})).toMatchObject({ kind: "view", state: "finished", activeFlows: 4, packets: { received: 7, stored: 7 } })
    const hosts = await view.ask("hosts", { sort: { column: "bytes", descending: true }, limit: 2 })
    expect(hosts.matched).toBe(5)
    expect(hosts.rows[0]).toMatchObject({ ip: "10.0.0.1", flowsAsClient: 3, bytesSent: 3 * (100 + UDP_HEADERS) + (500 + UDP_HEADERS) + 2 * (1000 + UDP_HEADERS), packetsSent: 6 })
    const flows = await view.ask("flows", { sort: { column: "bytes", descending: true }, offset: 1, limit: 2 })
    expect(flows).toMatchObject({ matched: 4, total: 4 })
    expect(flows.rows.map((flow) => flow.bytes)).toEqual([500 + UDP_HEADERS, 3 * (100 + UDP_HEADERS)])
    // Both files begin in the same second and the same row: their flows have different ids all the same.
    for (const flow of (await view.ask("flows", {})).rows) expect((await view.ask("flow", { flowId: flow.flowId }))?.communityId).toBe(flow.communityId)
    const l4 = await view.ask("groups", { kind: "l4" })
    expect(l4.rows).toEqual([expect.objectContaining({ key: "UDP", flows: 4 })])
    expect((await view.ask("host", { ip: "192.0.2.7", vlan: 0 }))?.row).toMatchObject({ flowsAsClient: 1, flowsAsServer: 1 })
    expect(await view.ask("flowGroups", { by: ["client"] })).toMatchObject({ total: 2, groups: [{ key: ["10.0.0.1"], flows: 3 }, { key: ["192.0.2.7"], flows: 1 }] })
    await expect(view.ask("flows", { offset: 9_990, limit: 50 })).rejects.toMatchObject({ code: "page-too-deep" })
  }
})

test("a source that cannot be opened is shown with its reason; the others go on", async () => {
  const notACapture = path.join(dir, "noise.pcap")
  writeFileSync(notACapture, Uint8Array.from({ length: 200 }, (_, i) => i * 7))
  const missing = path.join(dir, "missing.pcap")
  const monitor = await start([missing, notACapture, lan])
  await monitor.whenFinished()
  const states = await Promise.all(monitor.interfaces.map((one) => one.ask("stats", {})))
  expect(states.map(({ state }) => state)).toEqual(["failed", "failed", "finished"])
  expect(states[0].problem).toContain("missing.pcap")
  expect(states[1].problem).not.toBe("")
  await expect(monitor.interfaces[0].ask("flows", {})).rejects.toMatchObject({ code: "worker-unavailable" })
  expect(monitor.stats().map((one) => one.state)).toHaveLength(3)
})

test("flows and series reach history as blocks, the last ones before stop resolves", async () => {
  const blocks: { kind: string; rows: number; bytes: number }[] = []
  const take = (kind: string) => async (rows: number, block: Uint8Array) => { blocks.push({ kind, rows, bytes: block.byteLength }) }
  const monitor = await start([lan], {}, { insertEncodedFlows: take("flows"), insertEncodedSeries: take("series") })
  await monitor.whenFinished()
  await monitor.stop()
  expect(blocks.filter(({ kind }) => kind === "flows").reduce((sum, { rows }) => sum + rows, 0)).toBe(2)
  expect(blocks.filter(({ kind }) => kind === "series").length).toBeGreaterThan(0)
  expect(blocks.every(({ bytes }) => bytes > 100)).toBe(true)
  expect(monitor.historyCounters()).toEqual({ sentRows: 2, droppedRows: 0 })
})

test("a file that history has is shown, not stored again; another one is, and told when it is read", async () => {
  const names: string[] = []
  const rows: number[] = []
  const take = async (count: number) => { rows.push(count) }
  const monitor = await start([lan, wan], {}, { insertEncodedFlows: take, insertEncodedSeries: async () => {} }, {}, { isInHistory: (name) => name === "lan.pcap", onFileRead: (name) => names.push(name) })
  await monitor.whenFinished()
  expect((await monitor.interfaces[0].ask("flows", {})).matched).toBe(2)
  await monitor.stop()
  expect({ rows, names, sent: monitor.historyCounters().sentRows }).toEqual({ rows: [2], names: ["wan.pcap"], sent: 2 })
})

test("a store that loses a batch is counted and stops nothing", async () => {
  const lost = () => Promise.reject(new Error("disk full"))
  const monitor = await start([lan], {}, { insertEncodedFlows: lost, insertEncodedSeries: lost })
  await monitor.whenFinished()
  await monitor.stop()
  expect(monitor.historyCounters()).toEqual({ sentRows: 2, droppedRows: 2 })
})

describe("names", () => {
  test("an alias from the start, one given later, one taken back", async () => {
    const monitor = await start([lan], {}, null, { "10.0.0.2": "printer" })
    await monitor.whenFinished()
    const nameOf = async (ip: string) => (await monitor.interfaces[0].ask("host", { ip, vlan: 0 }))?.row.name
    expect(await nameOf("10.0.0.2")).toBe("printer")
    monitor.setAlias("10.0.0.1", "desk")
    expect(await nameOf("10.0.0.1")).toBe("desk")
    monitor.setAlias("10.0.0.1", null)
    expect(await nameOf("10.0.0.1")).toBeNull()
  })
  test("search finds hosts by address and name, networks, applications", async () => {
    const monitor = await start([lan], {}, null, { "10.0.0.2": "Printer 2nd floor" })
    await monitor.whenFinished()
    const search = (text: string) => monitor.interfaces[0].ask("search", { text, limit: 5 })
    expect(await search("print")).toEqual([{ kind: "host", key: "10.0.0.2", label: expect.stringContaining("Printer 2nd floor") }])
    expect((await search("192.0.2")).map(({ key }) => key)).toEqual(["192.0.2.9"])
    expect((await search("10.0.0.0/8")).map(({ kind, key }) => ({ kind, key }))).toContainEqual({ kind: "network", key: "10.0.0.0/8" })
    expect(await search("")).toEqual([])
  })
})

test("a pipe that nobody writes to holds up neither questions about others nor the end", async () => {
  const fifo = path.join(dir, "pipe")
  execFileSync("mkfifo", [fifo])
  const ids = new Map([["pipe", 0], ["lan.pcap", 1]])
  const monitor = createMonitor({ ...defaultMonitorOptions, offline: true, interfaces: [fifo, lan] }, { log: silentLog, history: null, hostAliases: {}, interfaceId: (name) => ids.get(name) ?? 9 })
  const started = monitor.start()
  const stats = await monitor.interfaces[0].ask("stats", {})
  expect(stats).toMatchObject({ state: "starting", packets: { received: 0 } })
  await expect(monitor.interfaces[0].ask("hosts", {})).rejects.toMatchObject({ code: "worker-unavailable", details: { reason: "still being opened" } })
  await monitor.stop()
  await started
})

test("interfaces are found by number and name; others are refused by code", async () => {
  const monitor = await start([lan, wan])
  expect(monitor.find(1).name).toBe("wan.pcap")
  expect(monitor.find("lan.pcap").id).toBe(0)
  expect(() => monitor.find("eth99")).toThrowError(expect.objectContaining({ code: "interface-not-found" }))
})

test("a filter that cannot be parsed is refused by the worker too", async () => {
  const monitor = await start([lan])
  await expect(monitor.interfaces[0].ask("flows", { filter: "bytes >" })).rejects.toMatchObject({ code: "filter-invalid" })
  expect((await monitor.interfaces[0].ask("flows", { filter: "bytes > 0" })).matched).toBe(2)
})

test("a view of something that is not there is refused when it is made", () => {
  mkdirSync(path.join(dir, "views"), { recursive: true })
  expect(() => createMonitor({ ...defaultMonitorOptions, interfaces: [lan, "view:nothing"] }, { log: silentLog, history: null, hostAliases: {}, interfaceId: () => 0 }))
    .toThrowError(expect.objectContaining({ code: "interface-not-found" }))
})
