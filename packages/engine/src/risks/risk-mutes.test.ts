// Mutes over a whole engine: what a muted risk still is and is no more, from when on, and what it costs nobody else.
import type { FlowBatch, FlowRow, HostRow, RiskMuteRule } from "@netweir/model"
import { MAX_RISK_MUTES, parseMuteFilter, riskById, riskId } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { createEngine } from "../create-engine.ts"
import { ascii, blockOf, ethernet, ipv4, tcp, udp, type Frame } from "../decode/testing.ts"
import type { EngineOptions } from "../engine.ts"

const options: EngineOptions = {
  interfaceName: "test", interfaceId: 1, localNetworks: ["10.0.0.0/8"], maxFlows: 1000, maxHosts: 100, flowIdleSeconds: 60, hostIdleSeconds: 600,
  activeSliceSeconds: 0, harvestSeconds: 1, inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1,
  facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }, hostAliases: {},
}
const START_S = 1_700_000_000
const SYN = 2, ACK = 16
const INJECTION = "url_possible_sql_injection"
const injection = riskById(riskId(INJECTION))

function bench(riskMutes: readonly RiskMuteRule[] = []) {
  const batches: FlowBatch[] = []
  const ended: FlowRow[] = []
  const engine = createEngine({ ...options, riskMutes }, { onFlows: (batch) => batches.push(batch), onEndedFlow: (row) => ended.push(row) })
  const send = (...frames: Frame[]) => engine.process(blockOf(frames))
  const flow = (client: string): FlowRow => {
    const [row] = engine.flows({ filter: `client = ${client}` }).rows
    if (!row) throw new Error(`no flow of ${client}`)
    return row
  }
  const host = (ip: string): HostRow => {
    const detail = engine.host(ip, 0)
    if (!detail) throw new Error(`no host ${ip}`)
    return detail.row
  }
  return { engine, send, flow, host, batches, ended }
}

/** A client that asks a web server for what nobody should ask. */
function attack(client: string, seconds = 0, sourcePort = 40_000): Frame[] {
  const segment = (after: number, fromClient: boolean, flags: number, sequence: number, text = ""): Frame => ({
    timestampUs: (START_S + seconds + after) * 1e6,
    bytes: ethernet(ipv4(
      { protocol: 6, src: fromClient ? client : "192.0.2.80", dst: fromClient ? "192.0.2.80" : client },
      tcp(ascii(text), { srcPort: fromClient ? sourcePort : 80, dstPort: fromClient ? 80 : sourcePort, flags, sequence }),
    )),
  })
  const question = "GET /item?id=1'+or+'1'='1 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: Mozilla/5.0\r\n\r\n"
  return [
    segment(0, true, SYN, 99), segment(0.01, false, SYN | ACK, 499), segment(0.02, true, ACK, 100, question),
    segment(0.03, false, ACK, 500, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/html\r\n\r\nok"),
  ]
}
const datagram = (seconds: number): Frame => ({ timestampUs: (START_S + seconds) * 1e6, bytes: ethernet(ipv4({ protocol: 17, src: "10.9.9.9", dst: "10.9.9.8" }, udp(ascii("x")))) })
const mute = (change: Partial<RiskMuteRule> = {}): RiskMuteRule => ({ id: "one", risk: INJECTION, filter: "client = 10.0.0.1", reason: "our own scanner", ...change })

test("without a mute the risk is there", () => {
  const { send, flow, host, engine } = bench()
  send(...attack("10.0.0.1"))
  expect(flow("10.0.0.1")).toMatchObject({ risks: [INJECTION], mutedRisks: [], score: injection?.score })
  expect(host("10.0.0.1")).toMatchObject({ score: injection?.clientScore, alerts: 1 })
  expect(engine.takeMuteMatches()).toEqual([])
})

test("a muted risk is not raised and not scored, but seen, with the reason and its evidence; other flows keep it", () => {
  const { send, flow, host, engine, batches } = bench([mute()])
  send(...attack("10.0.0.1"), ...attack("10.0.0.2"), datagram(5))
  const muted = flow("10.0.0.1")
  expect(muted).toMatchObject({ risks: [], mutedRisks: [INJECTION], score: 0, metadata: { muted: { [INJECTION]: "our own scanner" }, evidence: { [INJECTION]: expect.stringContaining("id=1") } } })
  expect(flow("10.0.0.2")).toMatchObject({ risks: [INJECTION], mutedRisks: [], score: injection?.score })
  expect(flow("10.0.0.2").metadata).not.toHaveProperty("muted")
  expect([host("10.0.0.1"), host("10.0.0.2")]).toMatchObject([{ score: 0, alerts: 0 }, { score: injection?.clientScore, alerts: 1 }])
  expect(engine.stats()).toMatchObject({ alertedFlows: 1, score: injection?.score })
  expect(engine.flows({ filter: `mutedRisks = ${INJECTION}` }).matched).toBe(1)
  expect(engine.flowGroups({ by: ["mutedRisks"] }).groups.map(({ key }) => key[0])).toContain(INJECTION)
  expect(engine.takeMuteMatches()).toEqual([{ id: "one", flows: 1, lastMs: expect.any(Number) }])
  expect(engine.takeMuteMatches()).toEqual([])
  engine.finish()
  const [{ columns, count }] = batches
  const bit = 1n << BigInt(riskId(INJECTION) - 1)
  const stored = Array.from({ length: count }, (_, i) => [columns.risks?.[i], columns.mutedRisks?.[i], columns.score?.[i]])
  expect(stored).toContainEqual([0n, bit, 0])
  expect(stored).toContainEqual([bit, 0n, injection?.score])
})

test("a mute counts at once for flows in the table, and its end gives them back: flow, host, interface, application", () => {
  const { send, flow, host, engine } = bench()
  send(...attack("10.0.0.1"), datagram(5))
  engine.advance((START_S + 10) * 1e6) // groups hear of it
  const score = () => [flow("10.0.0.1").score, host("10.0.0.1").score, host("10.0.0.1").alerts, engine.stats().score, engine.stats().alertedFlows, engine.groups("application", { filter: "key = HTTP" }).rows[0].score]
  const before = score()
  expect(before).toEqual([150, 135, 1, 150, 1, 150])
  engine.setRiskMutes([mute()])
  expect(score()).toEqual([0, 0, 0, 0, 0, 0])
  engine.setRiskMutes([mute({ reason: "said better" })])
  expect(flow("10.0.0.1").metadata.muted).toEqual({ [INJECTION]: "said better" })
  engine.setRiskMutes([])
  expect(score()).toEqual(before)
  expect(flow("10.0.0.1")).toMatchObject({ risks: [INJECTION], mutedRisks: [] })
  expect(engine.takeMuteMatches()).toMatchObject([{ id: "one", flows: 1 }]) // a new wording is no new match
})

test.each([
  ["the flow's application, which was not known when the risk was raised", { filter: 'app = "HTTP" and hostname = shop.example.com' }, true],
  ["every risk", { risk: null }, true],
  ["every flow of one risk", { filter: "" }, true],
  ["another risk", { risk: "tls_missing_sni" }, false],
  ["another client", { filter: "client in 10.0.1.0/24" }, false],
  ["either side", { filter: "ip = 192.0.2.80 and serverPort = 80" }, true],
  ["a filter that cannot be read", { filter: "client =" }, false],
  ["what the flow became later", { filter: "packets >= 4" }, true],
])("%s", (_, change, isMuted) => {
  const { send, ended, engine } = bench([mute(change)])
  send(...attack("10.0.0.1"))
  engine.finish()
  expect(ended).toHaveLength(1)
  expect(ended[0].mutedRisks).toEqual(isMuted ? [INJECTION] : [])
  expect(ended[0].score).toBe(isMuted ? 0 : 150)
})

test("a row that is used again has nothing of the flow before", () => {
  const { send, engine, ended } = bench([mute()])
  for (let i = 0; i < 50; i++) send(...attack("10.0.0.1", i * 100, 40_000 + i), ...attack("10.0.0.2", i * 100 + 70, 50_000 + i))
  engine.finish()
  expect(ended).toHaveLength(100)
  expect(ended.filter(({ client, mutedRisks, risks }) => (client === "10.0.0.1" ? mutedRisks.length === 1 && risks.length === 0 : mutedRisks.length === 0 && risks.length === 1))).toHaveLength(100)
  expect(engine.takeMuteMatches()).toMatchObject([{ id: "one", flows: 50 }])
  expect(engine.stats().score).toBe(150 * engine.flows({ filter: "score > 0" }).matched)
})

describe("filters of mutes", () => {
  test.each(["risks = tls_missing_sni", "risk exists", "score > 10", "mutedRisks exists", "lastSeenMs > -1h", "client = 10.0.0.1 or score = 0"])("%s would switch itself on and off: refused with the reason", (text) => {
    expect(parseMuteFilter(text)).toMatchObject({ ok: false, error: { message: expect.stringContaining("A mute cannot ask for") } })
  })
  test("a mistake is told as in any filter", () => {
    expect(parseMuteFilter("clent = 10.0.0.1")).toMatchObject({ ok: false, error: { suggestion: "client" } })
    expect(parseMuteFilter('client in 10.0.0.0/8 and app = "TLS.Netflix"')).toMatchObject({ ok: true })
  })
})

test("as many mutes as there may be cost a flow that raises a risk little, and one without risks nothing", () => {
  let asked = 0
  const mutes = Array.from({ length: MAX_RISK_MUTES }, (_, i) => mute({ id: String(i), filter: `client = 10.1.${i >> 8}.${i & 255}` }))
  const { send, flow, engine } = bench(mutes)
  send(...attack("10.0.0.1"), ...attack("10.1.1.243"), datagram(10))
  expect(flow("10.0.0.1").risks).toEqual([INJECTION])
  expect(flow("10.1.1.243").mutedRisks).toEqual([INJECTION])
  for (const { flows } of engine.takeMuteMatches()) asked += flows
  expect(asked).toBe(1)
})
