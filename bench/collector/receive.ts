// The receiving process of run.ts: a collector source, alone or with an engine behind it, as in a worker. "stop" on its input ends it.
//   npx tsx bench/collector/receive.ts flows://127.0.0.1:20550 decode|tables
import { createEngine } from "@netweir/engine/create-engine.ts"
import { openAnySource } from "@netweir/ingest/open-source.ts"
import { engineOptions } from "../engine/engine-options.ts"

const SLICE_MS = 15
const QUIET_TURNS = 20
const source = openAnySource(process.argv[2] ?? "")
if (source.yields !== "records") throw new Error("give a source of flow records")
await source.open()
const engine = process.argv[3] === "tables" ? createEngine(engineOptions({ observationPoints: source.points, account: true, inspect: true, flowIdleSeconds: 150, activeSliceSeconds: 300 }), { onFlows() {} }) : null
let stopping = false
process.stdin.once("data", () => { stopping = true })
const totals = { records: 0, bytes: 0, packets: 0 }
const cpu = process.cpuUsage()
let quiet = 0
console.log("open")
while (!stopping || quiet < QUIET_TURNS) {
  const untilMs = performance.now() + SLICE_MS
  let block = source.poll()
  quiet = block === null ? quiet + 1 : 0
  const idle = block === null
  while (block !== null) {
    for (let slot = 0; slot < block.count; slot++) {
      totals.bytes += block.bytes[slot]
      totals.packets += block.packets[slot]
    }
    totals.records += block.count
    engine?.processRecords(block)
    block = performance.now() < untilMs ? source.poll() : null
  }
  await new Promise((resolve) => { setImmediate(resolve) })
  if (idle) await source.wait(20)
}
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ ...totals, counters: source.counters(), cpuSeconds: (user + system) / 1e6, rssMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))
await source.close()
process.exit(0)
