// Whole calls through the engine: measured from the first proven packet to the last, long after inspection has ended.
import type { FlowBatch, FlowRow } from "@netweir/model"
import { fromStored } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { createEngine } from "../create-engine.ts"
import { blockOf, ethernet, ipv4, udp, type Frame } from "../decode/testing.ts"
import type { EngineOptions } from "../engine.ts"
import type { RtpStream } from "./media-report.ts"

const options: EngineOptions = {
  interfaceName: "test", interfaceId: 1, localNetworks: [], maxFlows: 1000, maxHosts: 100, flowIdleSeconds: 60, hostIdleSeconds: 600,
  activeSliceSeconds: 0, harvestSeconds: 5, inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1,
  facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }, hostAliases: {},
}
const START_MS = 1_700_000_000_000
const PACKET_MS = 20
const ports = { client: 30_000, server: 40_000 }

interface Rtp { readonly from: "client" | "server"; readonly atMs: number; readonly sequence: number; readonly ticks?: number; readonly ssrc?: number; readonly type?: number; readonly ports?: typeof ports }
function datagram(from: "client" | "server", atMs: number, payload: Uint8Array, { client, server } = ports): Frame {
  const [src, dst] = from === "client" ? ["10.0.0.1", "10.0.0.2"] : ["10.0.0.2", "10.0.0.1"]
  const [srcPort, dstPort] = from === "client" ? [client, server] : [server, client]
  return { timestampUs: Math.round((START_MS + atMs) * 1000), bytes: ethernet(ipv4({ protocol: 17, src, dst }, udp([...payload], { srcPort, dstPort }))) }
}
function rtp({ from, atMs, sequence, ticks = sequence * 160, ssrc = from === "client" ? 0xaaaa : 0xbbbb, type = 8, ports: own }: Rtp): Frame {
  const payload = new Uint8Array(12 + 160).fill(0xd5)
  const view = new DataView(payload.buffer)
  view.setUint16(0, 0x8000 | type)
  view.setUint16(2, sequence & 0xffff)
  view.setUint32(4, ticks >>> 0)
  view.setUint32(8, ssrc)
  return datagram(from, atMs, payload, own)
}
/** A receiver (201) or sender (200) report with one block. */
function report(from: "client" | "server", atMs: number, { about, lossRatio = 0, lost = 0, jitterTicks = 0, ntp = 0, lastReport = 0, delay = 0, isOfSender = false }: { about: number; lossRatio?: number; lost?: number; jitterTicks?: number; ntp?: number; lastReport?: number; delay?: number; isOfSender?: boolean }, own = ports): Frame {
  const head = isOfSender ? 28 : 8
  const payload = new Uint8Array(head + 24 + 8) // a description of the source follows, as RFC 3550 section 6.1 wants
  const view = new DataView(payload.buffer)
  view.setUint32(0, 0x81000000 | ((isOfSender ? 200 : 201) << 16) | ((head + 24) / 4 - 1))
  if (isOfSender) view.setUint32(10, ntp) // the middle 32 bits
  view.setUint32(head, about)
  view.setUint32(head + 4, (Math.round(lossRatio * 256) << 24) | (lost & 0xffffff))
  view.setUint32(head + 12, jitterTicks)
  view.setUint32(head + 16, lastReport)
  view.setUint32(head + 20, delay)
  view.setUint32(head + 24, 0x81ca0001)
  return datagram(from, atMs, payload, own)
}

function bench(change: Partial<EngineOptions> = {}) {
  const batches: FlowBatch[] = []
  const ended: FlowRow[] = []
  const engine = createEngine({ ...options, ...change }, { onFlows: (batch) => batches.push(batch), onEndedFlow: (row) => ended.push(row) })
  const send = (frames: readonly Frame[]) => { for (let i = 0; i < frames.length; i += 1000) engine.process(blockOf([...frames.slice(i, i + 1000)])) }
  const only = (): FlowRow => engine.flows({}).rows[0]
  const streams = (row = only()) => (row.metadata.rtp as { streams: readonly RtpStream[] }).streams
  return { engine, send, only, streams, batches, ended }
}

/** RFC 3550 appendix A.8 as it stands there, over what arrived. */
function jitterOf(arrivals: readonly { readonly atMs: number; readonly sequence: number }[]): number {
  let jitterMs = 0
  for (let i = 1; i < arrivals.length; i++) {
    const d = arrivals[i].atMs - arrivals[i - 1].atMs - (arrivals[i].sequence - arrivals[i - 1].sequence) * PACKET_MS
    jitterMs += (Math.abs(d) - jitterMs) / 16
  }
  return jitterMs
}

test("ten minutes: loss and jitter of each direction are those that were made, the numbers wrap, and the columns say so live and stored", () => {
  const { engine, send, only, streams, batches } = bench({ activeSliceSeconds: 240 })
  const count = 30_000 // sequence numbers wrap, inspection has long ended
  const clientSent: { atMs: number; sequence: number }[] = []
  const serverSent: { atMs: number; sequence: number }[] = []
  let seed = 11
  for (let i = 0; i < count; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    if (i < 100 || i % 50 !== 0) clientSent.push({ atMs: i * PACKET_MS + (i === 0 ? 0 : (seed >>> 16) % 8), sequence: 60_000 + i }) // every fiftieth is lost, up to 7 ms late
    if (i < 100 || i % 1000 >= 5) serverSent.push({ atMs: i * PACKET_MS + 3, sequence: 10 + i }) // bursts of five
  }
  const frames = [...clientSent.map((one) => rtp({ from: "client", ...one })), ...serverSent.map((one) => rtp({ from: "server", ...one }))].toSorted((a, b) => (a.timestampUs ?? 0) - (b.timestampUs ?? 0))
  send(frames)
  const flow = only()
  expect(flow).toMatchObject({ app: "RTP", mediaType: "audio", rtpCodec: "PCMA" })
  const [client, server] = [streams().find(({ direction }) => direction === "to-server"), streams().find(({ direction }) => direction === "to-client")]
  // Those before the proof are not counted.
  expect(clientSent.length - (client?.packets ?? 0)).toBeLessThanOrEqual(4)
  expect(client?.lost).toBe(count - clientSent.length)
  expect(server?.lost).toBe(count - serverSent.length)
  expect(flow.rtpLossToServer).toBeCloseTo(0.02, 3)
  expect(flow.rtpLossToClient).toBeCloseTo(0.005, 3)
  expect((flow.jitterToServerUs ?? 0) / 1000).toBeCloseTo(jitterOf(clientSent), 1)
  expect((flow.jitterToClientUs ?? 0) / 1000).toBeCloseTo(jitterOf(serverSent), 1)
  expect(flow.mosToServer).toBeLessThan(4.3)
  expect(flow.mosToServer).toBeGreaterThan(3.9)
  expect(flow.mosToClient).toBeGreaterThan(4.3)
  for (const filter of ["mosToServer < 4.35", "media = audio and codec = PCMA", "rtpLossToServer > 1%", "jitterToServer > 1ms and jitterToServer < 10ms", "mosToClient exists"]) expect(engine.flows({ filter }).matched, filter).toBe(1)
  for (const filter of ["mosToServer > 4.35", "media = video", "rtpLossToClient > 1%"]) expect(engine.flows({ filter }).matched, filter).toBe(0)
  engine.finish()
  const column = (id: "mosToServer" | "rtpLossToServer" | "mediaType" | "jitterToServerUs") => batches.flatMap(({ columns }) => Array.from<unknown>(columns[id] ?? []))
  expect(column("mediaType")).toEqual(["audio", "audio", "audio"]) // two slices and the end
  expect(fromStored(Number(column("mosToServer").at(-1)), 100)).toBe(flow.mosToServer)
  expect(fromStored(Number(column("rtpLossToServer").at(-1)), 10_000)).toBe(flow.rtpLossToServer)
  expect(column("jitterToServerUs").at(-1)).toBe(flow.jitterToServerUs)
}, 60_000)

const steady = (from: "client" | "server", seconds: number, more: Partial<Rtp> = {}): Frame[] => Array.from({ length: seconds * 50 }, (_, i) => rtp({ from, atMs: i * PACKET_MS, sequence: 100 + i, ...more }))

test("a flow without media has nothing, and is never zero where nothing was measured", () => {
  const { engine, only, send } = bench()
  send([datagram("client", 0, new Uint8Array(40).fill(7))])
  expect(only()).toMatchObject({ mediaType: null, rtpCodec: null, jitterToServerUs: null, rtpLossToServer: null, mosToServer: null, mosToClient: null })
  send(steady("client", 5, { ports: { client: 31_000, server: 41_000 } }))
  const [call] = engine.flows({ filter: "media exists" }).rows
  expect(call).toMatchObject({ rtpLossToServer: 0, jitterToServerUs: 1, mosToServer: 4.4, rtpLossToClient: null, mosToClient: null })
  expect(engine.stats().tables["media streams"]).toMatchObject({ used: 1, refused: 0 })
})

test("what is told of a flow goes with it: its row is clean for the next", () => {
  const { engine, send, ended } = bench()
  send(steady("client", 5))
  engine.advance((START_MS + 200_000) * 1000)
  send([datagram("client", 201_000, new Uint8Array(40).fill(7))])
  engine.finish()
  expect(ended.map(({ mediaType }) => mediaType)).toEqual(["audio", null])
  expect(engine.stats().tables["media streams"]).toBeUndefined()
})

test("an outage is loss; a sender that goes on with other numbers and another clock has lost nothing", () => {
  const outage = bench()
  outage.send([...steady("client", 10), ...Array.from({ length: 500 }, (_, i) => rtp({ from: "client", atMs: 40_000 + i * PACKET_MS, sequence: 100 + 2000 + i }))])
  expect(outage.streams()[0]).toMatchObject({ lost: 1500, jitterMs: 0 })
  const fax = bench()
  fax.send([...steady("client", 10), ...Array.from({ length: 500 }, (_, i) => rtp({ from: "client", atMs: 40_000 + i * PACKET_MS, sequence: 100 + 2000 + i, ticks: 77_000_000 + i * 160 }))])
  expect(fax.streams()[0]).toMatchObject({ lost: 0, jitterMs: 0, mos: 4.4 })
  const talkspurt = bench() // silence is not sent, the clock goes on
  talkspurt.send([...steady("client", 10), ...Array.from({ length: 500 }, (_, i) => rtp({ from: "client", atMs: 40_000 + i * PACKET_MS, sequence: 600 + i, ticks: (2000 + 100 + i) * 160 }))])
  expect(talkspurt.streams()[0]).toMatchObject({ lost: 0, jitterMs: 0 })
})

test("a fax over the same ports (T.38): numbers that the sender counts on meanwhile are no loss", () => {
  const { send, streams } = bench()
  send(steady("client", 10))
  send(Array.from({ length: 300 }, (_, i) => datagram("client", 10_020 + i * 100, Uint8Array.of(0, i & 255, 1, 0xc0, 1, 0x80, 0, 0))))
  // Numbers and clock as if media had gone on for the forty seconds.
  send(Array.from({ length: 500 }, (_, i) => rtp({ from: "client", atMs: 50_000 + i * PACKET_MS, sequence: 100 + 2500 + i })))
  expect(streams()).toHaveLength(1)
  expect(streams()[0]).toMatchObject({ lost: 0, jitterMs: 0, mos: 4.4 })
})

test("a sender that changes to another codec and begins anew is measured on; a companion that takes turns changes nothing", () => {
  const change = bench()
  change.send([...steady("client", 10), ...Array.from({ length: 500 }, (_, i) => rtp({ from: "client", atMs: 10_000 + i * PACKET_MS, sequence: 30_000 + i, ticks: 9_000_000 + i * 160, type: 0 }))])
  expect(change.streams()).toHaveLength(1)
  expect(change.streams()[0]).toMatchObject({ payloadType: 0, codec: "PCMU", lost: 0, jitterMs: 0, mos: 4.4 })
  expect(change.streams()[0].packets).toBeGreaterThan(980)
  const companion = bench()
  companion.send(steady("client", 10).flatMap((frame, i) => [frame, rtp({ from: "client", atMs: i * PACKET_MS + 1, sequence: 30_000 + i, type: 110 })]))
  expect(companion.streams()[0]).toMatchObject({ payloadType: 8, codec: "PCMA", lost: 0 })
})

describe("bounds", () => {
  test("sixteen streams of one flow", () => {
    const { send, streams, engine } = bench()
    send(steady("client", 3))
    send(Array.from({ length: 20 }, (_, i) => rtp({ from: "client", atMs: 4000 + i, sequence: 1, ssrc: 100 + i })))
    expect(streams()).toHaveLength(16)
    expect(engine.stats().tables["media streams"]).toMatchObject({ used: 16, refused: 5 })
  })
  test("streams and flows of one engine; the rest is counted and not measured", () => {
    const { send, engine } = bench({ inspectionLimits: { maxMediaStreams: 3 } })
    for (let i = 0; i < 5; i++) send(steady("client", 2, { ports: { client: 31_000 + i, server: 41_000 } }))
    expect(engine.flows({ filter: "media exists" }).matched).toBe(3)
    expect(engine.flows({ filter: "app = RTP" }).matched).toBe(5)
    expect(engine.stats().tables["media streams"]).toMatchObject({ used: 3, limit: 3 })
    expect(engine.stats().tables["media streams"].refused).toBeGreaterThan(0)
  })
})

describe("reports of receivers", () => {
  test("on the same port: per stream, with the way there and back", () => {
    const { send, streams } = bench()
    send(steady("client", 5))
    send([
      report("client", 5000, { about: 0, isOfSender: true, ntp: 0x12345678 }),
      report("server", 5120, { about: 0xaaaa, lossRatio: 0.25, lost: 40, jitterTicks: 80, lastReport: 0x12345678, delay: 65_536 * 0.08 }),
    ])
    send([rtp({ from: "client", atMs: 5140, sequence: 357 })])
    expect(streams()).toMatchObject([{ direction: "to-server", lost: 7, told: { reports: 1, lossRatio: 0.25, lost: 40, jitterMs: 10, rttMs: 40 } }])
  })
  test("of streams that are not there, and of one's own: not believed", () => {
    const { send, streams } = bench()
    send(steady("client", 5))
    send([report("server", 5000, { about: 0xdead, lossRatio: 1 }), report("client", 5100, { about: 0xaaaa, lossRatio: 1 })])
    expect(streams()[0]).not.toHaveProperty("told")
  })
  test("on a port of their own, for the flow's whole life", () => {
    const { send, only } = bench()
    send(Array.from({ length: 200 }, (_, i) => report("server", i * 5000, { about: 0xaaaa, lossRatio: i / 256, lost: i, jitterTicks: 7 })))
    expect(only()).toMatchObject({ app: "RTCP", mediaType: null, metadata: { rtcp: { lossRatioToClient: 0.777, packetsLostToClient: 199, jitterTicksToClient: 7 } } })
    expect(only().metadata.rtcp).toMatchObject({ reportsToClient: expect.any(Number) })
  })
  test("on a port of their own, joined to the stream of the same source between the same hosts", () => {
    const { engine, send } = bench()
    const own = { client: ports.client + 1, server: ports.server + 1 }
    send(steady("client", 5))
    send([
      report("client", 5000, { about: 0, isOfSender: true, ntp: 0x12345678 }, own),
      report("server", 5120, { about: 0xaaaa, lossRatio: 0.25, lost: 40, jitterTicks: 80 }, own),
      report("client", 5200, { about: 0, isOfSender: true, ntp: 0x22345678 }, own),
      report("server", 5320, { about: 0xaaaa, lossRatio: 0.5, lost: 50, jitterTicks: 80, lastReport: 0x22345678, delay: 65_536 * 0.08 }, own),
    ])
    const rows = engine.flows({}).rows
    const call = rows.find((row) => row.app === "RTP")
    expect(call?.metadata.rtp).toMatchObject({ streams: [{ told: { lossRatio: 0.5, lost: 50, jitterMs: 10, rttMs: 40 } }] })
    expect(rows.find((row) => row.app === "RTCP")?.metadata.rtcp).toMatchObject({ lossRatioToServer: 0.5, packetsLostToServer: 50 })
  })
  test("on a port of their own, about a stream that other hosts have or that is over: joined to nothing", () => {
    const { engine, send } = bench()
    send(steady("client", 5))
    const stranger = (atMs: number) => {
      const frame = report("server", atMs, { about: 0xaaaa, lossRatio: 1 }, { client: 30_001, server: 40_001 })
      const bytes = [...frame.bytes]
      bytes[14 + 12 + 3] = 77 // another source address; nobody checks its checksum
      return { ...frame, bytes }
    }
    send([stranger(5000), stranger(5100), stranger(5200)])
    const call = engine.flows({ filter: "app = RTP" }).rows[0]
    expect((call.metadata.rtp as { streams: readonly RtpStream[] }).streams[0]).not.toHaveProperty("told")
    expect(engine.flows({ filter: "app = RTCP" }).matched).toBe(1)
  })
  test("cut, lying about their length, or endless: nothing is read that is not there", () => {
    const { send, streams } = bench()
    send(steady("client", 5))
    const whole = report("server", 5000, { about: 0xaaaa, lossRatio: 0.5 })
    const payloadAt = 42
    for (let cut = payloadAt + 1; cut < whole.bytes.length; cut++) {
      const bytes = whole.bytes.slice(0, cut)
      send([{ timestampUs: whole.timestampUs, bytes }])
    }
    const lying = new Uint8Array(64).fill(0xff)
    lying.set([0x9f, 201, 0xff, 0xff])
    send([datagram("server", 5200, lying), datagram("server", 5300, new Uint8Array(64).map((_, i) => [0x80, 201, 0, 0][i % 4]))])
    expect(streams()[0].told?.lossRatio ?? 0.5).toBe(0.5)
  })
})
