// The loop with a real collector: what an exporter says of its timeouts reaches the engine's table.
import { createSocket } from "node:dgram"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { DatagramSource } from "@netweir/ingest/collector/datagram-source.ts"
import { parseCollectorSpec } from "@netweir/ingest/collector/collector-spec.ts"
import * as make from "@netweir/ingest/netflow/testing-datagrams.ts"
import { smallFields, smallValues } from "@netweir/ingest/netflow/testing-samples.ts"
import { expect, test } from "vitest"
import { createOutbox } from "./outbox.ts"
import { runSourceLoop } from "./source-loop.ts"

const noFacts = { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }
const timeouts: readonly make.TestField[] = [[36, 2], [37, 2]]
const options = make.v9({ sequence: 1 }, make.v9OptionsTemplate(300, [[1, 4]], timeouts), make.set(300, make.concat(make.u32(0), make.record(timeouts, [300, 15]))))
const flow = make.v9({}, make.v9Template(256, smallFields), make.dataSet(256, smallFields, [smallValues]))

test.each([
  { name: "an exporter that says 300 s: its flow is still one after 300 s of silence", datagrams: [flow, options], flowsLeft: 1 },
  { name: "one that says nothing: its flow is over", datagrams: [flow], flowsLeft: 0 },
])("$name", async ({ datagrams, flowsLeft }) => {
  let nowMs = make.TEST_SECONDS * 1000
  const spec = "netflow://127.0.0.1:0"
  const source = new DatagramSource(spec, parseCollectorSpec(spec), { fanout: null }, { wallMs: () => nowMs })
  await source.open()
  const engine = createEngine({
    interfaceName: spec, interfaceId: 0, localNetworks: [], maxFlows: 64, maxHosts: 64, flowIdleSeconds: 150, hostIdleSeconds: 300, activeSliceSeconds: 0, harvestSeconds: 1,
    inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1, facts: noFacts, hostAliases: {}, observationPoints: source.points,
  }, {})
  const sender = createSocket("udp4")
  const { port } = source.addresses[0]
  for (const datagram of datagrams) await new Promise((resolve) => { sender.send(datagram, port, "127.0.0.1", resolve) })
  const startMs = nowMs
  const stopping = { yes: false }
  await runSourceLoop({
    source, engine, outbox: createOutbox(() => {}), sinkOutbox: null, originalSpeed: false, stopping, recordIdleSeconds: (told) => told ?? 150,
    // Time goes on, a second with each look, once everything has come.
    wallMs() {
      if ((source.counters().datagrams?.received ?? 0) < datagrams.length) return nowMs
      nowMs += 1_000
      stopping.yes = nowMs - startMs > 300_000
      return nowMs
    },
  })
  expect(engine.stats().tables["flows"].used).toBe(flowsLeft)
  sender.close()
  await source.close()
})
