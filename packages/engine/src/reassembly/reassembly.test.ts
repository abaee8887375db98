import { expect, test } from "vitest"
import { decodeGivenUp } from "../decode/fragment.ts"
import { ODD_FRAGMENT, ODD_FRAGMENT_INCOMPLETE, ODD_FRAGMENT_OVERLAP, ODD_IP_LENGTH } from "../decode/oddities.ts"
import { HELD, TO_FLOW } from "../decode/outcome.ts"
import { be16, be32, decodeFrame, described, ethernet, ipv4, ipv6, testDecoder, udp, type Bytes, type Frame } from "../decode/testing.ts"

const MORE = 0x2000
const data = Array.from({ length: 100 }, (_, i) => i)
const whole = udp(data) // 108 bytes
const part4 = (from: number, to: number, changes: { id?: number; protocol?: number; more?: boolean; bytes?: Bytes } = {}): Frame => ({
  bytes: ethernet(ipv4({ protocol: changes.protocol ?? 17, id: changes.id ?? 5, fragment: (changes.more ?? to < whole.length ? MORE : 0) | (from / 8) }, changes.bytes ?? whole.slice(from, to))),
})
const part6 = (from: number, to: number, next = 17): Frame => ({
  bytes: ethernet(ipv6({ next: 44 }, [next, 0, ...be16(from | (to < whole.length ? 1 : 0)), ...be32(0xabcdef01), ...whole.slice(from, to)])),
})
const wholeFlow = { outcome: TO_FLOW, srcPort: 40_000, dstPort: 50_000, ipProtocol: 17, payload: data, payloadWireBytes: 100 }

const orders = [
  { name: "in order", parts: [part4(0, 48), part4(48, 80), part4(80, 108)] },
  { name: "last first", parts: [part4(80, 108), part4(48, 80), part4(0, 48)] },
  { name: "middle last", parts: [part4(80, 108), part4(0, 48), part4(48, 80)] },
  { name: "middle first", parts: [part4(48, 80), part4(80, 108), part4(0, 48)] },
  { name: "one came twice", parts: [part4(0, 48), part4(0, 48), part4(48, 80), part4(80, 108)] },
  { name: "IPv6", parts: [part6(0, 48), part6(48, 108)] },
  { name: "IPv6, the first one's protocol counts", parts: [part6(48, 108, 99), part6(0, 48)] },
]
for (const { name, parts } of orders) test(`fragments ${name}: held until whole, then one packet with all frames`, () => {
  const decoder = testDecoder()
  const results = parts.map((part) => decodeFrame(part, decoder))
  expect(results.slice(0, -1).map(({ outcome }) => outcome)).toEqual(parts.slice(1).map(() => HELD))
  const wireBytes = parts.reduce((sum, { bytes }) => sum + bytes.length, 0)
  expect(results.at(-1)).toMatchObject({ ...wholeFlow, frames: parts.length, wireBytes, oddities: ODD_FRAGMENT })
  expect(decoder.reassembly).toMatchObject({ heldFrames: 0, used: 0 })
})

test("datagrams with other ids, protocols, addresses or VLANs do not mix", () => {
  const decoder = testDecoder()
  const others = [part4(48, 108, { id: 6 }), part4(48, 108, { protocol: 136 }), { ...part4(48, 108), vlanTci: 3 }]
  expect([part4(0, 48), ...others].map((part) => decodeFrame(part, decoder).outcome)).toEqual([HELD, HELD, HELD, HELD])
  expect(decodeFrame(part4(48, 108), decoder)).toMatchObject(wholeFlow)
  expect(decoder.reassembly.heldFrames).toBe(3)
})

test("a TCP segment in fragments is decoded as a whole", () => {
  const decoder = testDecoder()
  decodeFrame(part4(0, 48), decoder)
  decodeFrame(part4(48, 108), decoder)
  expect(described(decoder).payload).toEqual(data)
})

/** Gives up everything and describes each. */
function givenUp(decoder: ReturnType<typeof testDecoder>) {
  decoder.reassembly.expire(Infinity)
  const all = []
  while (decoder.reassembly.givenUpCount > 0) all.push({ outcome: decodeGivenUp(decoder), ...described(decoder), isLaterFragment: decoder.packet.isLaterFragment })
  return all
}

const spoiled: readonly { name: string; parts: readonly Frame[]; want: object }[] = [
  { name: "incomplete: what there is from the start", parts: [part4(0, 48), part4(80, 108)], want: { srcPort: 40_000, frames: 2, payload: data.slice(0, 40), oddities: ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE } },
  { name: "no first fragment: no ports", parts: [part4(48, 80)], want: { srcPort: 0, dstPort: 0, ipProtocol: 17, frames: 1, payload: [], isLaterFragment: true } },
  { name: "overlap: nobody knows what the receiver took", parts: [part4(0, 48), part4(40, 108)], want: { srcPort: 40_000, frames: 2, payload: [], oddities: ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE | ODD_FRAGMENT_OVERLAP } },
  { name: "the same place, other bytes", parts: [part4(0, 48), part4(0, 48, { bytes: whole.slice(0, 48).with(20, 0xff) })], want: { srcPort: 40_000, payload: [], oddities: ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE | ODD_FRAGMENT_OVERLAP } },
  { name: "two ends", parts: [part4(80, 108), part4(56, 80, { more: false }), part4(0, 48)], want: { oddities: ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE | ODD_FRAGMENT_OVERLAP, frames: 3 } },
  { name: "beyond 64 kB", parts: [part4(65_528, 65_636, { bytes: whole })], want: { oddities: ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE | ODD_IP_LENGTH } },
  { name: "first fragment of a crooked length still has ports", parts: [part4(0, 45)], want: { srcPort: 40_000, dstPort: 50_000, oddities: ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE | ODD_IP_LENGTH } },
]
for (const { name, parts, want } of spoiled) test(`fragments given up, ${name}`, () => {
  const decoder = testDecoder()
  for (const part of parts) expect(decodeFrame(part, decoder).outcome).toBe(HELD)
  const all = givenUp(decoder)
  expect(all).toHaveLength(1)
  expect(all[0]).toMatchObject({ outcome: TO_FLOW, src: "10.0.0.1", ...want })
  expect(decoder.reassembly.heldFrames).toBe(0)
})

test("a fragment cut by the snaplen: counted whole, read as far as it goes", () => {
  const decoder = testDecoder()
  const cut = part4(48, 108)
  decodeFrame(part4(0, 48), decoder)
  const done = decodeFrame({ bytes: cut.bytes.slice(0, cut.bytes.length - 20), wireBytes: cut.bytes.length }, decoder)
  expect(done).toMatchObject({ outcome: TO_FLOW, payload: data.slice(0, 80), payloadWireBytes: 100, frames: 2 })
})

test("time-out by packet clock", () => {
  const decoder = testDecoder({ maxDatagrams: 10, maxBytes: 1 << 20, timeoutUs: 30e6 })
  decodeFrame({ ...part4(0, 48), timestampUs: 1e15 }, decoder)
  decoder.reassembly.expire(1e15 + 30e6)
  expect(decoder.reassembly.givenUpCount).toBe(0)
  decoder.reassembly.expire(1e15 + 31e6)
  expect(decoder.reassembly).toMatchObject({ givenUpCount: 1, used: 0, counters: { timedOut: 1 } })
})

test("bounds: the oldest datagram makes room, by number and by memory", () => {
  const few = testDecoder({ maxDatagrams: 3, maxBytes: 1 << 20, timeoutUs: 30e6 })
  for (let id = 0; id < 10; id++) decodeFrame(part4(0, 48, { id }), few)
  expect(few.reassembly).toMatchObject({ used: 3, givenUpCount: 7, counters: { evicted: 7 }, heldFrames: 10 })
  const small = testDecoder({ maxDatagrams: 1000, maxBytes: 5 * 2048, timeoutUs: 30e6 })
  for (let id = 0; id < 10; id++) decodeFrame(part4(0, 48, { id }), small)
  expect(small.reassembly).toMatchObject({ used: 5, givenUpCount: 5 })
})

test("many pieces: the number of ranges is bounded", () => {
  const decoder = testDecoder()
  const piece = Array.from<number>({ length: 8 }).fill(1)
  for (let i = 0; i < 200; i++) decodeFrame(part4(i * 16, 0, { more: true, bytes: piece }), decoder)
  expect(givenUp(decoder)).toMatchObject([{ frames: 200 }])
})
