// Real sockets on loopback: what is sent is what comes out, and what doesn't is counted.
import { FRAME, type RecordBlock } from "@netweir/engine/records/record-block.ts"
import { createSocket } from "node:dgram"
import { afterEach, describe, expect, test } from "vitest"
import { dataSet, ipfix, ipfixTemplate, v5, v9, v9Template, type TestField } from "../netflow/testing-datagrams.ts"
import { openAnySource } from "../open-source.ts"
import { resolveOptions } from "../source-options.ts"
import { flowSample, rawHeader, sflowDatagram, udpFrame } from "../testing/sflow-builder.ts"
import { parseCollectorSpec } from "./collector-spec.ts"
import { DatagramSource, type DatagramSourceParts } from "./datagram-source.ts"

const NOW_MS = 1_800_000_001_000
const fields: readonly TestField[] = [[8, 4], [12, 4], [7, 2], [11, 2], [4, 1], [1, 4], [2, 4]]
const row = (n: number) => [`10.0.0.${n % 250}`, "192.0.2.1", 1000 + n, 443, 6, 100, 1] as const
const open: DatagramSource[] = []

async function listen(spec: string, parts: DatagramSourceParts = {}): Promise<DatagramSource> {
  const source = new DatagramSource(spec, parseCollectorSpec(spec), resolveOptions({}), { wallMs: () => NOW_MS, ...parts })
  await source.open()
  open.push(source)
  return source
}

afterEach(async () => {
  for (const source of open.splice(0)) await source.close()
})

async function send(source: DatagramSource, datagrams: readonly Uint8Array[], address = 0): Promise<void> {
  const socket = createSocket("udp4")
  for (const datagram of datagrams) await new Promise<void>((resolve, reject) => socket.send(datagram, source.addresses[address].port, "127.0.0.1", (error) => (error ? reject(error) : resolve())))
  await new Promise<void>((resolve) => socket.close(() => resolve()))
}

interface Row { readonly kind: string; readonly exporter: string; readonly srcPort: number; readonly receivedUs: number }

function rowsOf(source: DatagramSource, block: RecordBlock): Row[] {
  return Array.from({ length: block.count }, (_, slot): Row => {
    const point = source.points.at(block.point[slot])
    const at = block.frameStart[slot] + 34
    const isFrame = block.kind[slot] === FRAME
    return { kind: isFrame ? "frame" : "record", exporter: point?.exporter ?? "none", srcPort: isFrame ? (block.frames[at] << 8) | block.frames[at + 1] : block.srcPort[slot], receivedUs: block.receivedUs[slot] }
  })
}

/** Until `count` rows have come, or nothing comes any more. */
async function collect(source: DatagramSource, count: number): Promise<Row[]> {
  const rows: Row[] = []
  for (let quiet = 0; rows.length < count && quiet < 20; ) {
    const block = source.poll()
    if (block === null) {
      quiet++
      await source.wait(50)
    } else rows.push(...rowsOf(source, block))
  }
  expect(source.poll()).toBeNull()
  return rows
}

for (const receiveWith of ["auto", "node"] as const) {
  describe(`received with ${receiveWith}`, () => {
    test("flows:// tells NetFlow v5, v9, IPFIX and sFlow apart, datagram by datagram", async () => {
      const source = await listen("flows://127.0.0.1:0", { receiveWith })
      await send(source, [
        Buffer.from("GET / HTTP/1.0\r\n\r\n"), new Uint8Array(0), v5({}, { src: "10.0.0.5", dst: "192.0.2.1", srcPort: 5 }),
        sflowDatagram([flowSample([rawHeader(udpFrame(6, 53))])], { agent: "192.0.2.6" }),
        v9({ domain: 1 }, v9Template(256, fields)), v9({ domain: 1, sequence: 1 }, dataSet(256, fields, [row(1), row(2)])),
        ipfix({ domain: 2 }, ipfixTemplate(256, fields), dataSet(256, fields, [row(3)])),
        sflowDatagram([flowSample([rawHeader(udpFrame(7, 53))])], { agent: "192.0.2.6", sequence: 2 }),
      ])
      const rows = await collect(source, 6)
      expect(rows.filter(({ kind }) => kind === "record").map(({ srcPort }) => srcPort)).toEqual([5, 1001, 1002, 1003])
      expect(rows.filter(({ kind }) => kind === "frame")).toEqual([6, 7].map((srcPort) => ({ kind: "frame", exporter: "192.0.2.6", srcPort, receivedUs: NOW_MS * 1000 })))
      const { received, dropped, datagrams } = source.counters()
      expect([received, dropped, datagrams]).toEqual([6, {}, { received: 8, dropped: { "version-unknown": 2 } }])
      expect(source.notes().at(-1)).toContain("2 datagrams were none of NetFlow, IPFIX, sFlow version 5")
      const kinds = source.exporters().map(({ point }) => source.points.at(point)).map((point) => [point?.exporter, point?.observationDomain])
      expect(kinds).toEqual([["127.0.0.1", 0], ["127.0.0.1", 1], ["127.0.0.1", 2], ["192.0.2.6", 0]])
      expect(source.progress().bytesRead).toBeGreaterThan(500)
    })
  })
}

test("several ports feed one source", async () => {
  const source = await listen("netflow://127.0.0.1:0,127.0.0.1:0")
  await send(source, [v5({}, { src: "10.0.0.5", dst: "192.0.2.1", srcPort: 1 })], 0)
  await send(source, [v5({}, { src: "10.0.0.5", dst: "192.0.2.1", srcPort: 2 })], 1)
  expect((await collect(source, 2)).map(({ srcPort }) => srcPort).toSorted()).toEqual([1, 2])
})

test("more records in a datagram than a block holds", async () => {
  const source = await listen("netflow://127.0.0.1:0")
  const tiny: readonly TestField[] = [[7, 2], [4, 1], [8, 4], [12, 4]]
  const count = 5_500 // of 11 bytes: 60 kB
  await send(source, [
    v9({}, v9Template(256, tiny)), v9({ sequence: 1 }, dataSet(256, tiny, Array.from({ length: count }, (_, n) => [n, 17, "10.0.0.1", "10.0.0.2"]))),
    v9({ sequence: 2 }, dataSet(256, tiny, [[65_000, 17, "10.0.0.1", "10.0.0.2"]])),
  ])
  const rows = await collect(source, count + 1)
  expect(rows.map(({ srcPort }) => srcPort)).toEqual([...Array.from({ length: count }, (_, n) => n), 65_000])
})

test("only those who may send", async () => {
  const source = await listen("flows://127.0.0.1:0?allow=192.0.2.0/24")
  await send(source, [v5({}, { src: "10.0.0.5", dst: "192.0.2.1" }), sflowDatagram([])])
  expect(await collect(source, 1)).toEqual([])
  expect(source.counters()).toMatchObject({ received: 0, datagrams: { received: 2, dropped: { "exporter-not-allowed": 2 } } })
  expect(source.exporters()).toEqual([])
})

test("sFlow where NetFlow is awaited", async () => {
  const source = await listen("netflow://127.0.0.1:0")
  await send(source, [sflowDatagram([flowSample([rawHeader(udpFrame(6, 53))])])])
  expect(await collect(source, 1)).toEqual([])
  expect(source.notes().at(-1)).toContain("none of NetFlow, IPFIX; flows://")
})

test("loss is a problem while it goes on", async () => {
  let nowMs = NOW_MS
  const source = await listen("flows://127.0.0.1:0", { wallMs: () => nowMs })
  await send(source, Array.from({ length: 2600 }, () => new Uint8Array(60_000)))
  await collect(source, 1)
  nowMs += 1000
  source.poll()
  const lost = source.counters().datagrams?.dropped["kernel-buffer-full"] ?? 0
  expect(lost).toBeGreaterThan(0)
  expect(source.counters().datagrams?.received).toBe(2600)
  expect(source.problem()).toContain(`${lost} datagrams were lost`)
  nowMs += 61_000
  expect(source.problem()).toBeNull()
})

test("openAnySource knows it; closing twice does no harm", async () => {
  const source = openAnySource("sflow://127.0.0.1:0")
  expect([source.kind, source.yields, source.name]).toEqual(["live", "records", "sflow://127.0.0.1:0"])
  await source.open()
  expect(source.poll()).toBeNull()
  await source.close()
  await source.close()
  expect(source.poll()).toBeNull()
  expect(source.ended).toBe(true)
  expect(() => openAnySource("sflow://:6343?x=1")).toThrow("doesn't exist here")
})
