import { describe, expect, test } from "vitest"
import { byteHex, wordHex } from "../inspect/samples.ts"
import { InspectionBench, type Step } from "../inspect/testing.ts"
import { rtp } from "../dissectors/rtp.ts"
import { sip } from "../dissectors/sip.ts"
import type { RtpStream } from "./media-report.ts"

interface Packet { readonly sequence: number; readonly atMs: number; readonly timestamp?: number }

function steps(packets: readonly Packet[], type: number, ticksPerPacket: number): Step[] {
  return packets.map(({ sequence, atMs, timestamp = sequence * ticksPerPacket }) => ({
    from: "client", atMs: 1_000_000 + atMs,
    hex: `80 ${byteHex(type)} ${wordHex(sequence & 0xffff)} ${(timestamp >>> 0).toString(16).padStart(8, "0")} 0a0b0c0d ${"d5".repeat(160)}`,
  }))
}
function steady(count: number, first = 100): Packet[] {
  return Array.from({ length: count }, (_, i) => ({ sequence: first + i, atMs: 20 * i }))
}
const flow = { transport: "udp", clientIp: "192.0.2.1", serverIp: "192.0.2.2", clientPort: 30_000, serverPort: 30_002 } as const
function streamOf(bench: InspectionBench, all: Step[]): RtpStream {
  const { metadata } = bench.run(flow, all)
  const streams = metadata.rtp?.streams
  if (!Array.isArray(streams)) throw new Error("no streams")
  return streams[0] as RtpStream
}
const quality = (packets: readonly Packet[], type = 8, ticks = 160): RtpStream => streamOf(new InspectionBench([rtp]), steps(packets, type, ticks))

describe("one stream", () => {
  test("steady: no loss, no jitter, the best of G.711", () => {
    expect(quality(steady(30))).toMatchObject({ direction: "to-server", codec: "PCMA", media: "audio", packets: 28, lost: 0, jitterMs: 0, mos: 4.4 })
  })
  test("every fifth packet is missing", () => {
    const stream = quality(steady(40).filter(({ sequence }) => sequence % 5 !== 4))
    expect(stream.lost / (stream.packets + stream.lost)).toBeCloseTo(0.2, 1)
    expect(stream.mos).toBeLessThan(3)
  })
  test("late and repeated packets are no loss", () => {
    const packets = steady(30)
    const swapped = [...packets.slice(0, 10), packets[11], packets[10], packets[10], ...packets.slice(12)]
    expect(quality(swapped)).toMatchObject({ lost: 0 })
  })
  test("a sender that begins anew has lost nothing between", () => {
    const again = steady(20, 9000).map((packet) => ({ ...packet, atMs: packet.atMs + 600 }))
    expect(quality([...steady(30), ...again])).toMatchObject({ packets: 48, lost: 0, jitterMs: 0, mos: 4.4 })
  })
  test("the sequence number wraps", () => {
    expect(quality(steady(30, 65_520))).toMatchObject({ lost: 0 })
  })
  test("jitter: packets come 10 ms early and late in turn", () => {
    const stream = quality(steady(50).map((packet, i) => ({ ...packet, atMs: packet.atMs + (i % 2) * 10 })))
    expect(stream.jitterMs).toBeGreaterThan(8)
    expect(stream.jitterMs).toBeLessThan(10)
  })
  test("an undescribed type: the clock is taken from its pace and tells audio from video, no codec is claimed", () => {
    const stream = quality(steady(40), 111, 960)
    expect(stream).toMatchObject({ payloadType: 111, media: "audio", jitterMs: 0, mos: 4.4 })
    expect(stream).not.toHaveProperty("codec")
    const video = quality(steady(40), 96, 1800)
    expect(video).toMatchObject({ payloadType: 96, media: "video", jitterMs: 0 })
    expect(video).not.toHaveProperty("mos")
  })
  test("the timestamp wraps, as often as it likes", () => {
    expect(quality(steady(60).map((packet, i) => ({ ...packet, timestamp: 2 ** 32 - 1000 + 160 * i })))).toMatchObject({ jitterMs: 0, lost: 0 })
  })
})

test("a session description names the codec", () => {
  const bench = new InspectionBench([sip, rtp])
  const sdp = "v=0\r\nc=IN IP4 192.0.2.2\r\nm=audio 30002 RTP/AVP 111 0\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:0 PCMU/8000\r\n"
  bench.run({ transport: "udp", serverPort: 5060 }, [{ from: "client", text: `INVITE sip:a@b SIP/2.0\r\nCall-ID: 1\r\n\r\n${sdp}`, atMs: 1_000_000 }])
  expect(streamOf(bench, steps(steady(20), 111, 960))).toMatchObject({ codec: "opus", media: "audio", jitterMs: 0 })
})
