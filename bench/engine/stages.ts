// How fast the engine is, split by stage: each run does one stage more than the one before, on the same file.
//   npx tsx bench/engine/stages.ts FILE [--runs N] [--json]
// Each stage runs in a process of its own (so that the engine's code is compiled for that stage alone), and the best of N counts.
// On a machine that does other work at the same time, CPU seconds say more than seconds.
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Decoder } from "@netweir/engine/decode/decoder.ts"
import { decodeGivenUp } from "@netweir/engine/decode/fragment.ts"
import { createEngine } from "@netweir/engine/create-engine.ts"
import type { EngineBlock } from "@netweir/engine/engine.ts"
import { Reassembly, defaultReassemblyLimits } from "@netweir/engine/reassembly/reassembly.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import { engineOptions } from "./engine-options.ts"

interface Measured { packets: number; flows: number; seconds: number; cpuSeconds: number; rssMegabytes: number; notes: Record<string, unknown> }
interface Stage { process(block: EngineBlock): void; end(): { flows: number; notes: Record<string, unknown> } }

const stages: Readonly<Record<string, () => Stage>> = {
  read: () => ({ process: () => {}, end: () => ({ flows: 0, notes: {} }) }),
  decode() {
    const reassembly = new Reassembly(defaultReassemblyLimits, 1)
    const decoder = new Decoder(reassembly, true)
    let outcomes = 0
    return {
      process(block) {
        for (let i = 0; i < block.count; i++) outcomes += decoder.decode(block, i)
        reassembly.expire(decoder.packet.timestampUs)
        while (reassembly.givenUpCount > 0) decodeGivenUp(decoder)
      },
      end: () => ({ flows: 0, notes: { outcomes } }),
    }
  },
  "flow table": () => engineStage({}),
  inspect: () => engineStage({ inspect: true }),
  account: () => engineStage({ inspect: true, account: true }),
  history: () => engineStage({ inspect: true, account: true }, true),
  "account alone": () => engineStage({ account: true }),
  "history alone": () => engineStage({}, true),
}

function engineStage(changes: Parameters<typeof engineOptions>[0], keepHistory = false): Stage {
  let batched = 0
  const engine = createEngine(engineOptions(changes), keepHistory ? { onFlows: (batch) => { batched += batch.count } } : {})
  return {
    process: (block) => engine.process(block),
    end() {
      const { flowsSinceStart, activeFlows, activeHosts, tables } = engine.stats()
      engine.finish()
      return { flows: flowsSinceStart, notes: { activeFlows, activeHosts, batched, evicted: tables.flows.evicted } }
    },
  }
}

async function measure(name: string, file: string): Promise<Measured> {
  const source = openSource(file)
  await source.open()
  const stage = stages[name]()
  const start = performance.now()
  const cpuStart = process.cpuUsage()
  let packets = 0
  for (;;) {
    const block = source.poll()
    if (block) {
      packets += block.count
      stage.process(block)
    } else if (source.ended) break
    else await source.wait(100)
  }
  const { flows, notes } = stage.end()
  const seconds = (performance.now() - start) / 1000
  const cpu = process.cpuUsage(cpuStart)
  await source.close()
  return { packets, flows, seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, rssMegabytes: Math.round(process.resourceUsage().maxRSS / 1024), notes }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: "string", default: "3" }, stage: { type: "string" }, json: { type: "boolean" } } })
const [file] = positionals
if (!file) throw new Error("usage: npx tsx bench/engine/stages.ts FILE [--runs N] [--json]")
if (values.stage) console.log(JSON.stringify(await measure(values.stage, file)))
else await compare(file)

async function compare(capture: string): Promise<void> {
  const results: Record<string, Measured> = {}
  for (const name of Object.keys(stages)) {
    const runs = Array.from({ length: Number(values.runs) }, () =>
      JSON.parse(execFileSync("npx", ["tsx", fileURLToPath(import.meta.url), capture, "--stage", name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as Measured)
    results[name] = runs.reduce((best, run) => (run.seconds < best.seconds ? run : best))
  }
  if (values.json) return console.log(JSON.stringify(results, null, 2))
  console.log("stage (with all before it)   seconds   CPU s   M packets/s   added ns/packet   RSS MB   flows")
  let before = 0
  for (const [name, { packets, flows, seconds, cpuSeconds, rssMegabytes }] of Object.entries(results)) {
    const nanoseconds = ((seconds - before) * 1e9) / packets
    before = seconds
    console.log(`${name.padEnd(27)}${seconds.toFixed(2).padStart(9)}${cpuSeconds.toFixed(2).padStart(8)}${(packets / seconds / 1e6).toFixed(2).padStart(14)}${nanoseconds.toFixed(0).padStart(18)}${String(rssMegabytes).padStart(9)}${String(flows).padStart(8)}`)
  }
}
