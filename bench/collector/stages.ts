// What each stage costs a flow record, without a network: the sender's datagrams, decoded and counted in one thread.
//   node --import tsx bench/collector/stages.ts [--format netflow9|ipfix|netflow5] [--flows 65536] [--records 3000000] [--new | --new-hosts]
import { parseArgs } from "node:util"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { createNetflowDecoder } from "@netweir/ingest/netflow/index.ts"
import { encodeFlowBatch } from "@netweir/store/native/encode-flows.ts"
import { loadAddressFacts } from "../../packages/server/src/facts/load-address-facts.ts"
import { engineOptions } from "../engine/engine-options.ts"
import { prepare, type ExporterState, type Format } from "./formats.ts"
import { ALL_NEW_SOURCES, NEW_FLOW_SOURCES } from "./traffic.ts"

const { values } = parseArgs({ options: { format: { type: "string", default: "netflow9" }, flows: { type: "string", default: "65536" }, records: { type: "string", default: "3000000" }, new: { type: "boolean", default: false }, "new-hosts": { type: "boolean", default: false }, stage: { type: "string" } } })
const wanted = Number(values.records)
const facts = await loadAddressFacts({ dataDir: null })
/** Records per second of the stream's own time: what idle times and harvests are driven by. */
const RATE = 250_000

type Stage = "decode" | "tables" | "tables, checks" | "all but the database"
function run(stage: Stage): void {
  const prepared = prepare(values.format as Format, Number(values.flows), null)
  const points = new ObservationPoints()
  const decoder = createNetflowDecoder(points)
  const block = new RecordBlock(points)
  let encoded = 0
  const engine = stage === "decode" ? null : createEngine(
    engineOptions({ observationPoints: points, account: stage !== "tables", inspect: stage !== "tables", harvestSeconds: 1, facts: stage === "tables" ? engineOptions({}).facts : facts, flowIdleSeconds: 150, activeSliceSeconds: 300, maxFlows: 1 << 17 }),
    stage === "all but the database" ? { onFlows: (batch) => { encoded += encodeFlowBatch(batch).length } } : {},
  )
  const exporter: ExporterState = { id: 1, sequence: 0, samples: 0, bootMs: 1_700_000_000_000 }
  const words = Uint32Array.of(0, 0, 0xffff, 0x7f000001)
  const view = new DataView(prepared.memory.buffer)
  let nowMs = 1_700_000_100_000
  if (prepared.template) {
    prepared.stamp(new DataView(prepared.template.buffer), 0, -1, exporter, nowMs)
    decoder.decode(prepared.template, 0, prepared.template.length, words, 2000, nowMs * 1000, block)
  }
  let sent = 0
  let next = 1 << 24
  const flush = () => {
    if (block.count > 0) engine?.processRecords(block)
    block.count = 0
  }
  let senderMs = 0
  // CPU time, not wall time: other work on the machine makes it slower, not wrong.
  const cpuMs = () => process.cpuUsage().user / 1000
  const started = cpuMs()
  for (let slot = 0; sent < wanted; slot = (slot + 1) % prepared.slots) {
    const before = performance.now()
    nowMs = 1_700_000_100_000 + Math.floor((sent / RATE) * 1000)
    if (values.new || values["new-hosts"]) {
      prepared.renew(slot, next, values["new-hosts"] ? ALL_NEW_SOURCES : NEW_FLOW_SOURCES)
      next += prepared.records[slot]
    }
    prepared.stamp(view, slot * prepared.slotBytes, slot, exporter, nowMs)
    senderMs += performance.now() - before
    while (!decoder.decode(prepared.memory, slot * prepared.slotBytes, prepared.lengths[slot], words, 2000, nowMs * 1000, block)) flush()
    if (block.count > 3000) flush()
    sent += prepared.records[slot]
  }
  flush()
  const ms = cpuMs() - started - senderMs
  const { received, dropped } = engine?.stats().packets ?? { received: decoder.counters().records.handedOver, dropped: {} }
  console.log(`${stage.padEnd(22)} ${(received / ms / 1000).toFixed(2).padStart(6)} M records/s  ${((ms * 1e6) / received).toFixed(0).padStart(5)} ns/record  flows ${engine?.stats().flowsSinceStart ?? 0} ${JSON.stringify(dropped)} ${encoded ? `${(encoded / 1e6).toFixed(0)} MB encoded` : ""} rss ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`)
}
const stages: readonly Stage[] = ["decode", "tables", "tables, checks", "all but the database"]
for (const stage of stages) if (!values.stage || values.stage === stage) run(stage)
