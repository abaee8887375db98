// The whole subscriber against libzmq as the probe: several endpoints, both directions of connecting, encryption, the records' way out.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { Publisher } from "zeromq"
import { openAnySource } from "../open-source.ts"
import { SourceError, type RecordSource, type SourceOptions } from "../index.ts"
import { makeKeyPair } from "../zmtp/crypto-box.ts"
import { freePort } from "../zmtp/testing/free-port.ts"
import { toZ85 } from "../zmtp/z85.ts"
import { writeHeader } from "./header.ts"

const folder = mkdtempSync(path.join(tmpdir(), "netweir-zmq-"))
afterAll(() => rmSync(folder, { recursive: true }))

const NOW_MS = 1_700_000_000_000
const open = async (spec: string, options: SourceOptions = {}): Promise<RecordSource> => {
  const source = openAnySource(spec, { wallMs: () => NOW_MS, ...options })
  if (source.yields !== "records") throw new Error("a source of packets")
  await source.open()
  return source
}
const flows = (port: number) => Buffer.from(JSON.stringify([{ IPV4_SRC_ADDR: "10.0.0.1", IPV4_DST_ADDR: "10.0.0.2", L4_SRC_PORT: port, L4_DST_PORT: 80, PROTOCOL: 6, IN_BYTES: 5, IN_PKTS: 1 }]))
const header = (messageId: number, topic: "flow" | "hello" = "flow") => Buffer.from(writeHeader({ topic, layout: 3, isTlv: false, isCompressed: false, plainBytes: 0, payloadBytes: 0, messageId, sourceId: 5 }))

/** Ports of the records that come until `count` are there. */
async function receive(source: RecordSource, count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    await source.wait(1000)
    const block = source.poll()
    for (let at = 0; at < (block?.count ?? 0); at++) ports.push(block?.srcPort[at] ?? 0)
  }
  return ports
}

/** A publisher hears of its subscribers late: it says hello until one hears it. */
async function greet(source: RecordSource, ...pubs: Publisher[]): Promise<void> {
  for (const pub of pubs) {
    const before = source.counters().datagrams?.received ?? 0
    while ((source.counters().datagrams?.received ?? 0) === before) {
      await pub.send([header(0, "hello"), Buffer.from("{}")])
      await source.wait(5)
      source.poll()
    }
  }
}

test("two endpoints make one interface, one listened at and one connected to", async () => {
  const [a, b] = [await freePort(), await freePort()]
  const source = await open(`tcp://127.0.0.1:${a},zmq://127.0.0.1:${b}c`)
  const pubs = [new Publisher({ linger: 0 }), new Publisher({ linger: 0 })]
  await pubs[0].bind(`tcp://127.0.0.1:${a}`)
  pubs[1].connect(`tcp://127.0.0.1:${b}`)
  await greet(source, ...pubs)
  await pubs[0].send([header(1), flows(1001)])
  await pubs[1].send([header(1), flows(1002)])
  await pubs[0].send([header(4), flows(1003)])
  expect((await receive(source, 3)).sort()).toEqual([1001, 1002, 1003])
  const { received, dropped, datagrams } = source.counters()
  expect({ received, dropped, refused: datagrams?.dropped }).toEqual({ received: 3, dropped: {}, refused: {} })
  expect(source.exporters()).toMatchObject([{ records: 3, firstSeenMs: NOW_MS, lastSeenMs: NOW_MS }])
  expect(source.points.at(1)).toMatchObject({ exporter: "127.0.0.1", observationDomain: 5 })
  expect(source.problem?.()).toBeNull()
  for (const pub of pubs) pub.close()
  await source.close()
})

test("encryption: the pair is made in the data directory, and stays", async () => {
  const port = await freePort()
  const spec = `tcp://127.0.0.1:${port}c`
  const source = await open(spec, { zmq: { encrypt: true, keyDir: folder } })
  const publicKey = readFileSync(path.join(folder, "zmq-key.pub"), "utf8").trim()
  expect(publicKey).toHaveLength(40)
  expect(statSync(path.join(folder, "zmq-key.priv")).mode & 0o077).toBe(0)
  const own = makeKeyPair()
  const pub = new Publisher({ linger: 0, curveServerKey: publicKey, curvePublicKey: toZ85(own.publicKey), curveSecretKey: toZ85(own.secretKey) })
  pub.connect(`tcp://127.0.0.1:${port}`)
  await greet(source, pub)
  await pub.send([header(1), flows(2000)])
  expect(await receive(source, 1)).toEqual([2000])
  pub.close()
  await source.close()
  const again = await open(spec, { zmq: { encrypt: true, keyDir: folder } })
  await again.close()
  expect(readFileSync(path.join(folder, "zmq-key.pub"), "utf8").trim()).toBe(publicKey)
})

test("a plain probe at an encrypting collector is refused, and the page says so", async () => {
  const port = await freePort()
  const source = await open(`tcp://127.0.0.1:${port}c`, { zmq: { encrypt: true } })
  const pub = new Publisher({ linger: 0 })
  pub.connect(`tcp://127.0.0.1:${port}`)
  while (source.problem?.() === null) await source.wait(5)
  expect(source.problem?.()).toContain("encryption has to be on at both sides or at none") // libzmq itself gives up
  pub.close()
  await source.close()
})

test("more than fits waits at the sender, and everything comes", async () => {
  const port = await freePort()
  const source = await open(`tcp://127.0.0.1:${port}`)
  const pub = new Publisher({ linger: 0, sendHighWaterMark: 0 })
  await pub.bind(`tcp://127.0.0.1:${port}`)
  await greet(source, pub)
  const padding = Buffer.concat([flows(7), Buffer.alloc(60_000, " ")])
  const MESSAGES = 1000 // 60 MB, and the queue holds 16
  for (let i = 1; i <= MESSAGES; i++) await pub.send([header(i), padding])
  expect(await receive(source, MESSAGES)).toHaveLength(MESSAGES)
  expect(source.exporters()).toMatchObject([{ lost: 0, records: MESSAGES }])
  pub.close()
  await source.close()
})

const refusals = [
  { spec: "tcp://127.0.0.1", code: "endpoint-invalid", options: {} },
  { spec: "tcp://*:5556", code: "endpoint-invalid", options: {} },
  { spec: "tcp://127.0.0.1:5556c", code: "key-invalid", options: { zmq: { secretKey: "short" } } },
  { spec: "tcp://192.0.2.1:5556c", code: "endpoint-not-opened", options: {} },
]
for (const { spec, code, options } of refusals) {
  test(`refused: ${spec}, ${code}`, async () => {
    const error = await open(spec, options).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(SourceError)
    expect(error).toMatchObject({ code })
  })
}
