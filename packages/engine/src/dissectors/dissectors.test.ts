// Walks the registry: every dissector proves itself on its samples, declines everybody else's, noise and text, and never throws.
import { readdirSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { protocolByName } from "@netweir/model"
import { hex } from "../bytes/byte-window.ts"
import { InspectionView, type InspectionTools } from "../inspect/inspection-view.ts"
import type { DissectorSample } from "../inspect/samples.ts"
import { InspectionBench, type Step } from "../inspect/testing.ts"
import { FlowColumns, KEY_WORDS } from "../flows/flow-columns.ts"
import { MATCH } from "../inspect/types.ts"
import { transports } from "../inspect/transports.ts"
import { dissectors } from "./index.ts"

const sampleFiles = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".samples.ts"))
const samplesByFile = new Map<string, readonly DissectorSample[]>()
for (const file of sampleFiles) {
  const loaded: { samples: readonly DissectorSample[] } = await import(/* @vite-ignore */ `./${file}`)
  samplesByFile.set(file.replace(".samples.ts", ""), loaded.samples)
}
const allSamples = [...samplesByFile].flatMap(([file, samples]) => samples.map((sample) => ({ file, sample })))

describe.each(allSamples)("$file: $sample.name", ({ sample }) => {
  test("is recognised", () => {
    const bench = new InspectionBench(dissectors)
    const outcome = bench.run(sample.flow, sample.steps)
    expect(outcome).toMatchObject(sample.want)
    if (sample.want.metadata) expect(outcome.metadata).toEqual(sample.want.metadata)
    if (sample.learned?.names) expect(bench.learned.names).toEqual(sample.learned.names)
    if (sample.learned?.oses) expect(bench.learned.oses).toEqual(sample.learned.oses)
  })
})

test("every dissector names a protocol and has samples that it recognises", () => {
  const proven = new Set<string>()
  for (const dissector of dissectors) {
    expect(protocolByName(dissector.protocol), dissector.protocol).toBeDefined()
    const bench = new InspectionBench([dissector])
    proven.add(allSamples.some(({ sample }) => bench.run(sample.flow, sample.steps).confidence === "content") ? dissector.protocol : "")
  }
  expect(dissectors.map((dissector) => dissector.protocol).filter((protocol) => !proven.has(protocol))).toEqual([])
})

test("no protocol is registered twice for one transport", () => {
  const seen = new Set<string>()
  for (const dissector of dissectors) {
    for (const transport of dissector.transports) {
      const key = `${dissector.protocol} ${transport}`
      expect(seen.has(key), key).toBe(false)
      seen.add(key)
    }
  }
})

// ── precision: a dissector alone against payloads that are not its own

/** Linear congruential: the same bytes in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

function view(): { view: InspectionView; flows: FlowColumns } {
  const flows = new FlowColumns(1)
  const unused = {} as unknown as Omit<InspectionTools, "flows"> // recognition touches none of them
  return { view: new InspectionView({ ...unused, flows }), flows }
}

const NOISE_ROUNDS = 20_000
const MOST_NOISE_BYTES = 600
/** The same noise for everybody, made once: bytes of all values, or text, or mostly zeros. */
const noise = Array.from({ length: NOISE_ROUNDS }, (_, round) => ({ kind: round % 3, at: 0, length: 0 }))
const noiseBytes = new Uint8Array(NOISE_ROUNDS * MOST_NOISE_BYTES)
{
  const next = random(7)
  let at = 0
  for (const one of noise) {
    one.at = at
    one.length = 8 + Math.floor(next() * (MOST_NOISE_BYTES - 8))
    for (let i = at; i < at + one.length; i++) noiseBytes[i] = one.kind === 0 ? next() * 256 : one.kind === 1 ? 0x20 + next() * 95 : next() < 0.8 ? 0 : next() * 256
    at += one.length
  }
}
test.each(dissectors.map((dissector) => [dissector.protocol, dissector] as const))("%s declines noise, even when it begins well and is on its port", (_, dissector) => {
  const next = random(7)
  const { view: seen, flows } = view()
  const protocol = protocolByName(dissector.protocol)
  let matches = 0
  for (let round = 0; round < NOISE_ROUNDS; round++) {
    const { at, length } = noise[round]
    const firstByte = noiseBytes[at]
    if (dissector.firstBytes) noiseBytes[at] = dissector.firstBytes[Math.floor(next() * dissector.firstBytes.length)]
    const transport = dissector.transports[round % dissector.transports.length]
    const ports = dissector.hintPorts ?? (transport === "tcp" ? protocol?.tcpPorts : protocol?.udpPorts) ?? []
    const serverPort = ports.length > 0 && round % 2 === 0 ? ports[round % ports.length] : 40_000
    flows.key[8] = (50_000 << 16) | serverPort
    flows.key[2] = flows.key[6] = 0xffff
    flows.ipVersion[0] = dissector.protocol === "DHCPV6" ? 6 : 4
    seen.aim(0, true, transports.indexOf(transport))
    seen.payload.set(noiseBytes, at, length)
    seen.stream.set(noiseBytes, at, length)
    seen.payloadWireBytes = length
    seen.payloadPackets = seen.payloadPacketsToServer = 1
    seen.state = 0
    seen.streamFromStart = true
    if (length >= (dissector.minBytes ?? 1) && dissector.recognise(seen) === MATCH) matches++
    noiseBytes[at] = firstByte
  }
  // The first byte was a gift. NTP on its port has little more to prove itself than four bytes of sane values.
  const firstByteShare = (dissector.firstBytes?.length ?? 256) / 256
  expect((matches / NOISE_ROUNDS) * firstByteShare).toBeLessThan(dissector.protocol === "NTP" ? 0.02 : 1e-5)
  expect(flows.key.length).toBe(KEY_WORDS)
})

test("samples of one protocol are nobody else's", () => {
  const wrong: string[] = []
  const fulls = allSamples.map(({ sample }) => new InspectionBench(dissectors).run(sample.flow, sample.steps))
  for (const dissector of dissectors) {
    // One bench for all samples: only what content proves is looked at, and making benches would take most of the time.
    const bench = new InspectionBench([dissector])
    for (const [i, { file, sample }] of allSamples.entries()) {
      if (fulls[i].confidence !== "content") continue
      const alone = bench.run(sample.flow, sample.steps)
      if (alone.confidence === "content" && alone.master !== fulls[i].master && !sample.alsoCarries?.includes(dissector.protocol)) wrong.push(`${file} "${sample.name}" taken by ${dissector.protocol}`)
    }
  }
  expect(wrong).toEqual([])
})

// ── hostile bytes: the bench rethrows what a dissector throws

const MUTATION_ROUNDS = 60
test.each([...samplesByFile])("mutated samples of %s make nothing throw", (_, samples) => {
  const next = random(11)
  const bench = new InspectionBench(dissectors)
  for (let round = 0; round < MUTATION_ROUNDS; round++) {
    for (const sample of samples) {
      bench.run(sample.flow, sample.steps.map((step) => mutated(step, next)))
      expect(bench.inspector.stats()).toMatchObject({ records: 0, streamBuffers: 0 })
    }
  }
})

function mutated(step: Step, next: () => number): Step {
  const original = step.hex === undefined ? new TextEncoder().encode(step.text ?? "") : hex(step.hex)
  const bytes = original.slice(0, next() < 0.3 ? Math.floor(next() * original.length) + 1 : original.length)
  for (let flips = Math.floor(next() * 8); flips > 0; flips--) bytes[Math.floor(next() * bytes.length)] = next() < 0.5 ? next() * 256 : next() < 0.5 ? 0xff : 0
  return { from: step.from, bytes, sequence: step.sequence }
}
