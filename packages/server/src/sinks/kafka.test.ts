import { expect, test } from "vitest"
import { prepareSink } from "./prepare-sink.ts"
import type { DropReason } from "./sink.ts"
import { systemSinkClock } from "./sink-clock.ts"
import { createKafkaBroker, type BrokerOptions } from "./testing/kafka-broker.ts"
import { freeTcpPort } from "./testing/peers.ts"
import { flowBlock } from "./testing/sample-blocks.ts"

async function sinkTo(form: (port: number) => string, options: Partial<BrokerOptions> = {}) {
  const port = await freeTcpPort()
  const broker = createKafkaBroker({ port, ...options })
  await broker.start()
  const prepared = prepareSink(form(port))
  const lost: [DropReason, number][] = []
  const sink = prepared.open({ instanceName: "test", version: "1", clock: systemSinkClock, lost: (reason, rows) => lost.push([reason, rows]), warn: () => undefined })
  return { broker, prepared, sink, lost, async end() { await sink.close(); await broker.stop(); expect(broker.failure).toBeNull() } }
}

test("messages: JSON, keyed by flow, spread over partitions, timed by the flow, gzipped", async () => {
  const { broker, sink, end } = await sinkTo((port) => `kafka://127.0.0.1:${port}/flows`)
  const block = flowBlock(300)
  for (let row = 0; row < 300;) row = await sink.sendFlows!(block, row)
  expect(broker.messages).toHaveLength(300)
  const first = block.row(0)
  const message = broker.messages.find(({ key }) => key === first.flowId)
  expect(message).toMatchObject({ topic: "flows", timestampMs: Math.floor(first.lastSeenMs) })
  expect(JSON.parse(message!.value)).toMatchObject({ IPV4_SRC_ADDR: first.client, IN_BYTES: first.bytesToServer, L7_PROTO_NAME: first.app })
  expect(new Set(broker.messages.map(({ partition }) => partition)).size).toBe(3)
  expect([...broker.compressions]).toEqual([1])
  await end()
})

test("SASL PLAIN: the right login gets in, the wrong one is told and not shown", async () => {
  const login = { user: "bob", password: "pa:ss/w0rd" }
  const right = await sinkTo((port) => `kafka://bob:${encodeURIComponent(login.password)}@127.0.0.1:${port}/flows?compression=none`, { login })
  expect(await right.sink.sendFlows!(flowBlock(5), 0)).toBe(5)
  expect(await right.prepared.probe()).toBe("1 broker, topic flows has 3 partitions")
  await right.end()
  const wrong = await sinkTo((port) => `kafka://bob:secret-number-2@127.0.0.1:${port}/flows`, { login })
  const problem: unknown = await wrong.sink.sendFlows!(flowBlock(5), 0).catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(Error)
  expect(String(problem)).toMatch(/SASL|authenticat/i)
  expect(String(problem)).not.toContain("secret-number-2")
  await wrong.end()
})

test("a broker that takes small batches only gets small ones; a row that is too large alone is counted", async () => {
  const MESSAGE_TOO_LARGE = 10
  const small = await sinkTo((port) => `kafka://127.0.0.1:${port}/flows?compression=none`, { refuse: (bytes) => (bytes > 8_000 ? MESSAGE_TOO_LARGE : 0) })
  const block = flowBlock(60)
  for (let row = 0, calls = 0; row < 60; calls++) {
    row = await small.sink.sendFlows!(block, row)
    expect(calls).toBeLessThan(200)
  }
  expect(new Set(small.broker.messages.map(({ key, value }) => key + value)).size).toBe(60)
  await small.end()
  const none = await sinkTo((port) => `kafka://127.0.0.1:${port}/flows?compression=none`, { refuse: () => MESSAGE_TOO_LARGE })
  for (let row = 0; row < 1;) row = await none.sink.sendFlows!(flowBlock(1), row)
  expect(none.lost).toEqual([["too-large", 1]])
  await none.end()
})

const wrong = [["kafka://b1,b2", "must name a topic"], ["kafka://b1:x/flows", "must name HOST or HOST:PORT"], ["kafka://b1/a b", "must name a topic"], ["kafka://b1/t?sasl=gssapi", "must be one of plain"]] as const
for (const [text, says] of wrong) test(text, () => expect(() => prepareSink(text)).toThrow(says))
