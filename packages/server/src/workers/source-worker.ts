// Entry of a source worker thread: opens its source, analyses what comes, answers questions, hands flows over.
import { parentPort, workerData } from "node:worker_threads"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { WrongFilter } from "@netweir/engine/hosts/read-page.ts"
import { explainFlow } from "@netweir/engine/explain/explain-flow.ts"
import { pcapFile } from "@netweir/engine/explain/pcap-file.ts"
import { compileRules } from "@netweir/engine/rules/compile-rules.ts"
import { UNTOLD_IDLE_SECONDS } from "@netweir/ingest/records/idle-time.ts"
import { usePostNat } from "@netweir/ingest/records/post-nat.ts"
import { openAnySource } from "@netweir/ingest/open-source.ts"
import { SourceError, type Source } from "@netweir/ingest/source.ts"
import type { FlowEvidence, InterfaceStats, LiveQuestion } from "@netweir/model"
import { encodeFlowBatch } from "@netweir/store/native/encode-flows.ts"
import { encodeSeriesBatch } from "@netweir/store/native/encode-series.ts"
import { loadAddressFacts } from "../facts/load-address-facts.ts"
import { createAnswers } from "./answers.ts"
import { createExporterAnswers } from "./exporter-answers.ts"
import { createOutbox } from "./outbox.ts"
import type { FromWorker, SourceState, SourceWorkerData, ToWorker } from "./protocol.ts"
import { createSinkOutbox } from "./sink-outbox.ts"
import { runSourceLoop } from "./source-loop.ts"

if (!parentPort) throw new Error("source-worker runs as a worker thread")
const port = parentPort
const data = workerData as SourceWorkerData // made by worker-link.ts
const post = (message: FromWorker, transfer?: ArrayBuffer[]) => port.postMessage(message, transfer)

/** How often the main thread hears of flows that mutes were applied to. */
const MUTED_MS = 1_000

let state: SourceState = "starting"
/** Set once there is an engine. */
let tellMutedOnce = () => {}
let problem: string | null = null
let source: Source | null = null
const sinkOutbox = data.sinks ? createSinkOutbox(data.sinks) : null
function setState(next: SourceState, why: string | null): void {
  state = next
  problem = why
  post({ op: "state", state, kind: source?.kind ?? data.expectedKind, problem })
}

/** A part that failed says what to do; anything else is a defect and ends the thread. */
function problemOf(error: unknown): string {
  if (error instanceof SourceError) return `${error.message} ${error.fix}`
  throw error
}

/** The flow goes on without its dissector; the main thread's log says it once. */
function onDissectorError(error: unknown, protocol: string): void {
  post({ op: "defect", text: `dissector ${protocol}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` })
}

async function open(): Promise<Source | null> {
  try {
    source = openAnySource(data.target, data.source)
    await source.open()
    return source
  } catch (error) {
    setState("failed", problemOf(error))
    return null
  }
}

async function run(): Promise<void> {
  const opened = await open()
  return opened ? watch(opened) : leave()
}

async function watch(opened: Source): Promise<void> {
  const { kind } = opened
  const keep = kind === "file" && data.keepFileFlows
  const outbox = createOutbox(post)
  const facts = await loadAddressFacts({ dataDir: data.dataDir })
  let rules = data.rules ? compileRules(data.rules) : undefined
  // Records of one flow come as far apart as its exporter's active timeout: until then it is one flow.
  const recordIdleSeconds = (told: number | null) => Math.max(data.engine.flowIdleSeconds, told ?? UNTOLD_IDLE_SECONDS)
  const points = opened.yields === "records" ? { observationPoints: opened.points, flowIdleSeconds: recordIdleSeconds(null) } : {}
  const engine = createEngine(
    { ...data.engine, ...points, ...(keep && { flowIdleSeconds: 0, hostIdleSeconds: 0 }), facts, onDissectorError, ...(rules && { rules }), ...(data.mutes && { riskMutes: data.mutes }) },
    // Without history and sinks nothing is even gathered.
    data.keepHistory || sinkOutbox
      ? { onFlows: (batch) => handOver("flows", batch.count, encodeFlowBatch(batch)), onSeries: (batch) => handOver("series", batch.count, encodeSeriesBatch(batch)) }
      : {},
  )
  function handOver(rows: "flows" | "series", count: number, block: Uint8Array): void {
    sinkOutbox?.[rows](count, block, data.keepHistory)
    if (data.keepHistory) outbox[rows](count, block)
  }
  // Only a file read as fast as it goes waits for sinks; a live source never does.
  if (sinkOutbox) sinkOutbox.patient = kind === "file" && !(data.source.originalSpeed ?? false)
  const stopping = { yes: false }
  const answers = createAnswers(engine, createExporterAnswers(engine, () => (opened.yields === "records" ? { points: opened.points, statuses: opened.exporters() } : null)), (flowId) => evidenceOf(flowId), stats)
  // A closed source may not be asked any more: its last words are kept.
  let sourceCounters = () => opened.counters()
  let progress = () => {
    const { bytesRead, bytesTotal } = opened.progress()
    return bytesTotal ? Math.min(1, bytesRead / bytesTotal) : 0
  }
  async function close(): Promise<void> {
    const counters = opened.counters()
    const done = progress()
    sourceCounters = () => counters
    progress = () => (state === "finished" ? 1 : done)
    await opened.close()
  }

  /** Not with every flow: what matched within a second goes together. */
  function tellMuted(): void {
    const matches = engine.takeMuteMatches()
    if (matches.length > 0) post({ op: "muted", matches })
  }
  tellMutedOnce = tellMuted
  setInterval(tellMuted, MUTED_MS).unref()

  function evidenceOf(flowId: string): FlowEvidence | null {
    const flow = engine.flow(flowId)
    const first = engine.firstPackets(flowId)
    if (flow === null || first === null) return null
    return { explanation: explainFlow({ flow, first, facts, ...(rules && { rules }) }), pcap: pcapFile(first.packets) }
  }

  function stats(): InterfaceStats {
    const counters = engine.stats()
    const seen = sourceCounters()
    const dropped = { ...counters.packets.dropped }
    for (const [reason, count] of Object.entries(seen.dropped)) dropped[reason] = (dropped[reason] ?? 0) + count
    return {
      ...counters, unit: opened.yields ?? "packets", datagrams: seen.datagrams ?? null, id: data.engine.interfaceId, name: data.engine.interfaceName, kind, state, problem,
      progress: kind === "file" ? progress() : null,
      packets: { ...counters.packets, received: seen.received, filtered: counters.packets.filtered + seen.filtered, dropped },
      tables: { ...counters.tables, "history queue": outbox.counters(), ...(sinkOutbox && { "sinks queue": sinkOutbox.counters() }) },
    }
  }

  port.on("message", (message: ToWorker) => {
    switch (message.op) {
      case "ask": return answer(message.id, message.question, message.request)
      case "credit": return outbox.credit(message.batches)
      case "names":
        for (const { ip, vlan, name } of message.names) engine.learnName(ip, vlan, name)
        return
      case "sinks": return sinkOutbox?.moveTo(message.port)
      case "rules":
        rules = compileRules(message.rules)
        return engine.setRules(rules)
      case "mutes": return engine.setRiskMutes(message.mutes)
      case "alias": return engine.setAlias(message.ip, message.alias)
      case "stop":
        stopping.yes = true
        if (state === "finished" || state === "failed") leave()
    }
  })

  function answer(id: number, question: LiveQuestion, request: unknown): void {
    try {
      post({ op: "answer", id, reply: answers[question](request as never) })
    } catch (error) {
      // The question's own fault or ours; the worker goes on either way.
      if (error instanceof WrongFilter) post({ op: "refused", id, code: "filter-invalid", message: error.message, details: error.error })
      else post({ op: "refused", id, code: "internal-error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  }

  setState("running", null)
  try {
    await runSourceLoop({ source: opened, engine, outbox, sinkOutbox, originalSpeed: data.source.originalSpeed ?? false, stopping, wallMs: Date.now, ...(!keep && { recordIdleSeconds }), ...(data.postNat && { prepare: usePostNat }) })
  } catch (error) {
    engine.finish()
    await close()
    setState("failed", problemOf(error))
    // A device is opened again in a new thread; what was read of a file stays to be looked at.
    if (kind === "live") leave()
    return
  }
  engine.finish()
  await close()
  setState("finished", null)
  if (stopping.yes) leave()
}

/** Messages sent before are delivered before the thread ends. */
function leave(): void {
  tellMutedOnce()
  sinkOutbox?.close()
  post({ op: "stopped" })
  port.close()
}

await run()
