import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import type { FlowRow } from "@netweir/model"
import { createEngine } from "../create-engine.ts"
import type { AddressFacts, Engine } from "../engine.ts"
import { frames } from "../inspect/testing-pcap.ts"
import { compileRules } from "../rules/compile-rules.ts"
import { parseRules } from "../rules/parse-rules.ts"
import { explainFlow } from "./explain-flow.ts"
import { pcapFile } from "./pcap-file.ts"

const facts: AddressFacts = { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }

function engineOf(firstPacketBytes: number): Engine {
  return createEngine({
    interfaceName: "test", interfaceId: 1, localNetworks: [], maxFlows: 4096, maxHosts: 64, flowIdleSeconds: 0, hostIdleSeconds: 0, activeSliceSeconds: 0,
    harvestSeconds: 1, inspect: true, account: false, entropy: false, decapsulate: true, hashSeed: 7, facts, hostAliases: {}, firstPacketBytes,
  }, {})
}
function read(engine: Engine, capture: Uint8Array): void {
  for (const { start, length, wireBytes, timestampUs, linkType } of frames(capture)) engine.process({
    bytes: capture, count: 1, offset: Uint32Array.of(start), capturedBytes: Uint32Array.of(length), wireBytes: Uint32Array.of(wireBytes),
    timestampUs: Float64Array.of(timestampUs), linkType: Uint16Array.of(linkType), vlanTci: Int32Array.of(-1),
  })
  engine.finish()
}
const capture = (name: string): Uint8Array => readFileSync(new URL(`../../../../corpus/${name}`, import.meta.url))
const flowsOf = (engine: Engine): readonly FlowRow[] => engine.flows({ limit: 1000 }).rows
const firstOf = (engine: Engine, flow: FlowRow) => engine.firstPackets(flow.flowId)!

test("what the first packets lead to is what the flow was named", () => {
  const engine = engineOf(8 << 20)
  read(engine, capture("demo.pcap"))
  const everySeventh = flowsOf(engine).filter((_, i) => i % 7 === 0) // an engine each
  expect(everySeventh.length).toBeGreaterThan(50)
  const others: string[] = []
  for (const flow of everySeventh) {
    const first = firstOf(engine, flow)
    expect(first.isWhole, flow.flowId).toBe(true)
    const why = explainFlow({ flow, first, facts })
    expect(why.app).toBe(flow.app)
    if (flow.confidence === "content" && why.again?.app !== flow.app) others.push(`${flow.app} ${why.again?.app}`)
    if (flow.confidence === "content" && flow.l4 !== "ICMP" && flow.l4 !== "ICMPv6" && flow.l4 !== "IGMP") expect(why.matched, flow.app).not.toBeNull()
  }
  expect(others).toEqual([])
})

test("the rebuilt packets are a capture that gives the same flow again", () => {
  const engine = engineOf(1 << 20)
  read(engine, capture("demo.pcap"))
  const tls = flowsOf(engine).find((flow) => flow.metadata.tls && flow.confidence === "content" && flow.l4 === "TCP")!
  const again = engineOf(0)
  read(again, pcapFile(firstOf(engine, tls).packets))
  const [flow] = flowsOf(again)
  expect(flow).toMatchObject({ app: tls.app, client: tls.client, server: tls.server, clientPort: tls.clientPort, serverPort: tls.serverPort, hostname: tls.hostname, ja4: tls.ja4 })
  expect(flow.metadata.tls).toEqual(tls.metadata.tls)
})

test("memory is bounded: older packets make room, and the flow says that they are gone", () => {
  const engine = engineOf(65_536)
  read(engine, capture("demo.pcap"))
  const { used, limit, evicted } = engine.stats().tables["first packets"]
  expect(used).toBeLessThanOrEqual(limit)
  expect(evicted).toBeGreaterThan(0)
  const wholes = flowsOf(engine).map((flow) => firstOf(engine, flow))
  expect(wholes.some(({ packets }) => packets.length === 0)).toBe(true)
  expect(wholes.some(({ packets, isWhole }) => isWhole && packets.length > 0)).toBe(true)
})

test("the user's rules and the pattern that claims the name are told", () => {
  const engine = engineOf(8 << 20)
  read(engine, capture("demo.pcap"))
  const named = flowsOf(engine).find((flow) => flow.hostname !== null && flow.l4 === "TCP")!
  const rules = compileRules(parseRules([{ name: "custom-rules.csv", text: `host,${named.hostname},,,Mine,\nip,${named.server},,,Branch,\nport,,tcp,${named.serverPort},Mine,` }]))
  const why = explainFlow({ flow: named, first: firstOf(engine, named), facts, rules })
  expect(why.name).toEqual({ name: named.hostname, by: "user", pattern: named.hostname, protocol: "Mine", category: null })
  expect(why.rules).toEqual([{ kind: "address", value: named.server, protocol: "Branch" }, { kind: "port", value: String(named.serverPort), protocol: "Mine" }])
  expect(why.again?.confidence).toBe("user-rule")
})
