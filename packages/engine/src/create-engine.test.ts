import { fileURLToPath } from "node:url"
import type { FlowBatch, FlowColumnId, FlowRow } from "@netweir/model"
import { flowColumns } from "@netweir/model"
import { expect, test } from "vitest"
import { createEngine } from "./create-engine.ts"
import { ascii, blockOf, ethernet, hexBytes, ipv4, ipv6, tcp, udp, vlanTag, type Frame } from "./decode/testing.ts"
import type { EngineOptions } from "./engine.ts"

const baseOptions: EngineOptions = {
  interfaceName: "test", interfaceId: 1, localNetworks: ["10.0.0.0/8=lan"], maxFlows: 1000, maxHosts: 100, flowIdleSeconds: 60, hostIdleSeconds: 600,
  activeSliceSeconds: 0, harvestSeconds: 1, inspect: false, account: false, entropy: false, decapsulate: true, hashSeed: 1,
  facts: { country: (words, at) => (words[at + 3] >>> 24 === 10 ? "" : "IT"), asn: () => 0, asName: () => "", vendor: () => "" }, hostAliases: {},
}

function testEngine(changes: Partial<EngineOptions> = {}, endedFlowFilter?: string) {
  const ended: FlowRow[] = []
  const swapped: boolean[] = []
  const batches: FlowBatch[] = []
  const engine = createEngine({ ...baseOptions, ...changes }, {
    onFlows: (batch) => batches.push(batch),
    onEndedFlow: (row, isSwapped) => { ended.push(row); swapped.push(isSwapped) },
    endedFlowFilter,
  })
  const send = (...frames: Frame[]) => engine.process(blockOf(frames))
  const column = (id: FlowColumnId): unknown[] => batches.flatMap(({ columns }) => Array.from<unknown>(columns[id] ?? []))
  return { engine, send, ended, swapped, batches, column }
}

const START = 1_700_000_000
const at = (seconds: number) => (START + seconds) * 1e6
const FIN = 1, SYN = 2, RST = 4, ACK = 16
const datagram = (seconds: number, client = 1, size = 10): Frame => ({ timestampUs: at(seconds), bytes: ethernet(ipv4({ protocol: 17, src: `10.0.0.${client}`, dst: "8.8.8.8" }, udp(ascii("x".repeat(size))))) })
const answer = (seconds: number, client = 1, size = 10): Frame => ({ timestampUs: at(seconds), bytes: ethernet(ipv4({ protocol: 17, src: "8.8.8.8", dst: `10.0.0.${client}` }, udp(ascii("y".repeat(size)), { srcPort: 50_000, dstPort: 40_000 }))) })
const segment = (seconds: number, fromClient: boolean, flags: number, sequence: number, text = ""): Frame => ({
  timestampUs: at(seconds),
  bytes: ethernet(ipv4(
    { protocol: 6, src: fromClient ? "10.0.0.1" : "9.9.9.9", dst: fromClient ? "9.9.9.9" : "10.0.0.1", ttl: fromClient ? 64 : 55, tos: fromClient ? 0xb8 : 0 },
    tcp(ascii(text), { srcPort: fromClient ? 40_000 : 80, dstPort: fromClient ? 80 : 40_000, flags, sequence }),
  )),
})
const connection = (seconds: number): Frame[] => [
  segment(seconds, true, SYN, 99), segment(seconds + 0.02, false, SYN | ACK, 499), segment(seconds + 0.03, true, ACK, 100),
  segment(seconds + 0.04, true, ACK, 100, "GET"), segment(seconds + 0.1, false, ACK, 500, "hello"),
]
const close = (seconds: number): Frame[] => [segment(seconds, true, FIN | ACK, 103), segment(seconds + 0.01, false, FIN | ACK, 505)]

test("a row: every column, client and server told apart", () => {
  const { engine, send } = testEngine()
  send(...connection(0), ...close(1))
  const { rows: [row], matched, total } = engine.flows({})
  expect({ matched, total }).toEqual({ matched: 1, total: 1 })
  expect(Object.keys(row).toSorted()).toEqual(flowColumns.map(({ id }) => id).toSorted())
  expect(row).toMatchObject({
    interface: "test", source: "packets", l4: "TCP", client: "10.0.0.1", clientPort: 40_000, server: "9.9.9.9", serverPort: 80,
    firstSeenMs: at(0) / 1000, durationMs: 1010, packetsToServer: 4, packetsToClient: 3, payloadToServer: 3, payloadToClient: 5,
    bytesToServer: 4 * 54 + 3, bytesToClient: 3 * 54 + 5, bytes: 7 * 54 + 8, tcpState: "closed", clientRttUs: 10_000, serverRttUs: 20_000,
    appLatencyUs: 40_000, ttlToServer: 64, ttlToClient: 55, dscpToServer: 46, dscpToClient: 0, tcpFlagsToServer: 0x13, clientMac: "02:00:00:00:00:01",
    clientLocation: "local", serverLocation: "remote", clientNetwork: "lan", serverNetwork: null, clientCountry: null, serverCountry: "IT",
    exporter: null, vlan: 0, tunnel: "none", endReason: "active", risks: [], entropy: null,
  })
  expect(engine.flow(row.flowId)).toEqual(row)
  expect(engine.flow("1")).toBeNull()
  expect(engine.flow("nonsense")).toBeNull()
})

test("ignored VLANs: one flow, whatever the tag and wherever it stands", () => {
  const tagged = (frame: Frame, id: number): Frame => ({ ...frame, bytes: ethernet(vlanTag(id, 0x0800, frame.bytes.slice(14)), 0x8100) })
  for (const ignoreVlans of [false, true]) {
    const { engine, send } = testEngine({ ignoreVlans })
    send(datagram(0), tagged(datagram(1), 7), { ...datagram(2), vlanTci: 9 })
    expect(engine.flows({}).rows.map(({ vlan, packets }) => [vlan, packets]).toSorted()).toEqual(ignoreVlans ? [[0, 3]] : [[0, 1], [7, 1], [9, 1]])
  }
})

test("a capture that begins with the answer: client and server are turned", () => {
  const { engine, send, ended, swapped } = testEngine()
  send(...connection(0).slice(1))
  engine.finish()
  expect(swapped).toEqual([true])
  expect(ended[0]).toMatchObject({ client: "10.0.0.1", server: "9.9.9.9", packetsToServer: 2, packetsToClient: 2, clientPort: 40_000, endReason: "shutdown" })
})

test("silence ends a flow by packet clock, exactly: the next packet begins another", () => {
  const { engine, send, ended } = testEngine()
  send(datagram(0), answer(1), datagram(60), datagram(121), datagram(181.5))
  expect(ended.map((row) => [row.packets, row.endReason])).toEqual([[3, "idle"], [1, "idle"]])
  engine.finish()
  expect(ended).toHaveLength(3)
  expect(new Set(ended.map(({ flowId }) => flowId)).size).toBe(3)
})

test("idle flows leave the table while others talk", () => {
  const { engine, send, ended } = testEngine()
  for (let client = 1; client <= 200; client++) send(datagram(0, client))
  for (let second = 1; second < 200; second++) for (let i = 0; i < 10; i++) send(datagram(second + i / 10, 255))
  expect(ended).toHaveLength(200)
  expect(engine.stats()).toMatchObject({ activeFlows: 1, flowsSinceStart: 201 })
})

test("idle timeout 0: one flow per 5-tuple and VLAN for the whole input", () => {
  const { engine, send, ended } = testEngine({ flowIdleSeconds: 0 })
  send(datagram(0), datagram(100_000), ...connection(200_000), ...close(200_001), ...connection(300_000))
  engine.finish()
  expect(ended.map(({ packets }) => packets)).toEqual([2, 12])
})

test("a closed connection goes soon; its ports may be used again at once", () => {
  const { engine, send, ended } = testEngine()
  send(...connection(0), ...close(1), ...connection(2), segment(3, false, RST, 505))
  expect(ended).toMatchObject([{ packets: 7, endReason: "tcp-fin", tcpState: "closed" }])
  for (let second = 4; second < 40; second++) for (let i = 0; i < 10; i++) send(datagram(second + i / 10))
  expect(ended).toMatchObject([{}, { packets: 6, endReason: "tcp-reset", tcpState: "reset" }])
  expect(engine.stats().activeFlows).toBe(1)
})

test("stragglers after the close still belong to the flow", () => {
  const { send, ended, engine } = testEngine()
  send(...connection(0), ...close(1), segment(1.02, true, ACK, 104), segment(5, false, FIN | ACK, 505))
  engine.finish()
  expect(ended).toMatchObject([{ packets: 9, retransmissionsToClient: 1 }])
})

test("the wall clock moves a silent live source on", () => {
  const { engine, send, ended } = testEngine()
  send(datagram(0))
  for (let second = 1; second <= 100; second++) engine.advance(at(second))
  expect(ended).toHaveLength(1)
  expect(engine.stats()).toMatchObject({ activeFlows: 0, atMs: at(100) / 1000 })
})

test("full table: one silent for long makes room, and that is counted", () => {
  const { engine, send, ended } = testEngine({ maxFlows: 10 })
  for (let client = 1; client <= 10; client++) send(datagram(client, client))
  send(datagram(20, 200))
  expect(ended).toMatchObject([{ client: "10.0.0.1", endReason: "evicted" }])
  expect(engine.stats().tables.flows).toEqual({ used: 10, limit: 10, evicted: 1, refused: 0 })
})

test("long flows go to history in slices that add up; the flow itself goes on", () => {
  const { engine, send, column, ended } = testEngine({ activeSliceSeconds: 60 })
  for (let second = 0; second < 200; second++) send(datagram(second), answer(second + 0.5, 1, 20))
  engine.finish()
  const reasons = column("endReason")
  expect(reasons.length).toBeGreaterThanOrEqual(3)
  expect(new Set(column("flowId")).size).toBe(1)
  const sum = (id: FlowColumnId) => column(id).reduce<number>((total, value) => total + Number(value), 0)
  expect([sum("packetsToServer"), sum("packetsToClient"), sum("payloadToClient")]).toEqual([200, 200, 4000])
  const starts = column("firstSeenMs").map(Number)
  const ends = column("lastSeenMs").map(Number)
  for (let i = 1; i < starts.length; i++) expect(starts[i]).toBeGreaterThanOrEqual(ends[i - 1])
  expect(ended).toMatchObject([{ packets: 400 }])
})

test("history batches: addresses of 16 bytes, absent values zero, ids that match the rows", () => {
  const { engine, send, batches, ended } = testEngine()
  send(...connection(0), { timestampUs: at(1), bytes: ethernet(ipv6({ next: 58 }, hexBytes("8000 0000"))) })
  engine.finish()
  const [{ count, columns }] = batches
  expect(count).toBe(2)
  expect(Array.from<unknown>(columns.client ?? []).slice(0, 16)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1])
  expect(Array.from<unknown>(columns.flowId ?? []).map(String)).toEqual(ended.map(({ flowId }) => flowId))
  expect(columns.app).toEqual(ended.map(({ app }) => app))
  expect([columns.clientRttUs?.[0], columns.clientRttUs?.[1], columns.exporter?.length]).toEqual([10_000, 0, 32])
  const isNone = (value: unknown) => value === undefined || value === null || Number.isNaN(value)
  for (const { id } of flowColumns.filter((one) => "sql" in one)) expect(columns[id] !== undefined || ended.every((row) => isNone(Reflect.get(row, id))), id).toBe(true)
})

test("pages: filter, sort, cut", () => {
  const { engine, send } = testEngine()
  for (let client = 1; client <= 50; client++) send(datagram(client, client, client))
  const page = engine.flows({ filter: "clientIp in 10.0.0.0/27", sort: { column: "bytes", descending: true }, offset: 2, limit: 3 })
  expect(page).toMatchObject({ matched: 31, total: 50 })
  expect(page.rows.map(({ client }) => client)).toEqual(["10.0.0.29", "10.0.0.28", "10.0.0.27"])
  expect(() => engine.flows({ filter: "bytes >" })).toThrow()
  expect(engine.flows({ sort: { column: "client", descending: false }, limit: 2 }).rows.map(({ client }) => client)).toEqual(["10.0.0.1", "10.0.0.2"])
})

test("a filter for ended flows", () => {
  const { engine, send, ended } = testEngine({}, "packets > 1")
  send(datagram(0, 1), datagram(0, 2), datagram(1, 2))
  engine.finish()
  expect(ended.map(({ client }) => client)).toEqual(["10.0.0.2"])
  expect(() => testEngine({}, "bogus = 1")).toThrow()
})

test("all frames of a fragmented datagram count in the flow of its ports", () => {
  const whole = udp(ascii("z".repeat(72)))
  const part = (seconds: number, from: number, to: number): Frame => ({
    timestampUs: at(seconds), bytes: ethernet(ipv4({ protocol: 17, src: "10.0.0.1", dst: "8.8.8.8", fragment: (to < whole.length ? 0x2000 : 0) | (from / 8) }, whole.slice(from, to))),
  })
  const { engine, send } = testEngine()
  send(datagram(0), part(1, 40, 80))
  expect(engine.stats().packets).toMatchObject({ received: 2, stored: 2 })
  send(part(2, 0, 40))
  expect(engine.flows({}).rows).toMatchObject([{ packets: 3, payloadToServer: 82, bytes: 52 + 2 * 74 }])
  const first = testEngine({ countLaterFragments: false })
  first.send(datagram(0), part(1, 40, 80), part(2, 0, 40))
  expect(first.engine.flows({}).rows).toMatchObject([{ packets: 2, bytes: 52 + 74 }])
  expect(first.engine.stats().packets).toMatchObject({ received: 3, stored: 3 })
})

test("what is no flow is counted all the same: received = stored + dropped", () => {
  const { engine, send } = testEngine()
  send(datagram(0), { bytes: ethernet([0, 1], 0x0806) }, { bytes: [1, 2, 3] }, { bytes: [0], linkType: 187 }, { bytes: ethernet([0x45, 0, 0], 0x0800) })
  expect(engine.stats().packets).toMatchObject({ received: 5, stored: 2, dropped: { "frame-truncated": 1, "link-type-unsupported": 1, "ipv4-header-truncated": 1 } })
})

test("entropy on request", () => {
  const { engine, send } = testEngine({ entropy: true })
  send(datagram(0), { timestampUs: at(1), bytes: ethernet(ipv4({ protocol: 17, src: "10.0.0.2", dst: "8.8.8.8" }, udp(Array.from({ length: 256 }, (_, i) => i)))) })
  expect(engine.flows({ sort: { column: "client", descending: false } }).rows.map(({ entropy }) => entropy)).toEqual([0, 1])
})

test("clocks that jump: a flow from the future does not stay for ever", () => {
  const { engine, send, ended } = testEngine()
  send({ ...datagram(0, 9), timestampUs: at(1e8) })
  for (let second = 0; second < 30; second++) for (let i = 0; i < 20; i++) send(datagram(second + i / 20))
  expect(ended.map(({ client }) => client)).toContain("10.0.0.9")
  expect(engine.stats().oddities).toMatchObject({ "clock-went-back": 1 })
})

test("throughput: the newest whole second, and the history", () => {
  const { engine, send } = testEngine()
  send(datagram(0.1, 1, 958), datagram(1.1, 1, 958), datagram(1.2, 1, 958), datagram(2.1, 1, 958))
  expect(engine.stats()).toMatchObject({ bitsPerSecond: 16_000, packetsPerSecond: 2, throughputHistory: [8000, 16_000, 8000] })
})

test("a flow's throughput: now while it talks, none when it fell silent, its mean after the end", () => {
  const { engine, send } = testEngine({ account: true })
  for (let second = 0; second < 20; second++) for (let i = 0; i < 200; i++) send(datagram(second + i / 200, 1, second < 10 ? 58 : 158))
  const rate = () => engine.flows({ filter: "clientIp = 10.0.0.1" }).rows[0].bitsPerSecond
  expect(rate()).toBeGreaterThan(0.9 * 200 * 200 * 8)
  expect(rate()).toBeLessThan(1.4 * 200 * 200 * 8)
  for (let second = 20; second < 30; second++) for (let i = 0; i < 200; i++) send(datagram(second + i / 200, 2))
  expect(rate()).toBe(0)
  engine.finish()
  expect(rate()).toBeGreaterThan(0.9 * 150 * 200 * 8)
})

test("the engine reads no file and no clock", async () => {
  const { readFileSync, readdirSync } = await import("node:fs")
  const source = fileURLToPath(new URL(".", import.meta.url))
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && !/test|measure/.test(file))
  for (const file of files) expect(readFileSync(`${source}/${file}`, "utf8"), file).not.toMatch(/Date\.now\(|performance\.now\(|setTimeout\(|setInterval\(|Math\.random\(/)
})

test("a flow goes to history with the names of its hosts", () => {
  const { engine, send, column } = testEngine({ account: true, hostAliases: { "10.0.0.1": "anna" } })
  send(...connection(0), ...close(1))
  engine.finish()
  expect([column("clientName"), column("serverName")]).toEqual([["anna"], [""]])
})
