// The thread of all sinks: takes blocks from source workers, decodes each once, queues it in every lane that wants it.
import { parentPort, workerData, type MessagePort } from "node:worker_threads"
import { createFlowBlock, type BlockOrigin } from "./flow-block.ts"
import { sinkKinds } from "./index.ts"
import { createLane, type Load } from "./lane.ts"
import { prepareSink } from "./prepare-sink.ts"
import type { FromSinkPort, FromSinks, SinksWorkerData, SinkStats, ToSinkPort, ToSinks } from "./protocol.ts"
import { createSeriesBlock } from "./series-block.ts"
import { systemSinkClock } from "./sink-clock.ts"
import { parseSinkUrl } from "./sink-url.ts"

if (!parentPort) throw new Error("sinks-worker runs as a worker thread")
const port = parentPort
const { sinks, instanceName, version } = workerData as SinksWorkerData // made by create-sinks.ts
const post = (message: FromSinks) => port.postMessage(message)
const log = (level: "warning" | "normal", text: string) => post({ op: "log", level, text })

const STATS_MS = 1_000
/** Source workers have ended when this begins; what they sent is under way at most. */
const LAST_BLOCKS_MS = 2_000

const labels = new Map<string, number>()
/** Two sinks may differ in what is not shown; metrics need names that are one sink's alone. */
function uniqueLabel(label: string): string {
  const copies = (labels.get(label) ?? 0) + 1
  labels.set(label, copies)
  return copies === 1 ? label : `${label} (${copies})`
}

const lanes = sinks.map((text) => {
  const { label: shown, takes, queueRows, secrets, open } = prepareSink(text)
  const label = uniqueLabel(shown)
  const { scheme } = parseSinkUrl(text)
  const title = sinkKinds.find((kind) => kind.schemes.includes(scheme))?.title ?? scheme
  const lane = createLane({
    label, clock: systemSinkClock, queueRows, secrets, log,
    openSink: (lost) => open({ instanceName, version, clock: systemSinkClock, lost, warn: (why) => log("warning", `sink ${label}: ${why}`) }),
  })
  return { lane, label, takes, title }
})
const stats = (): SinkStats[] => lanes.map(({ lane, label, takes, title }) => ({ label, title, takes, ...lane.stats() }))

const sources = new Set<MessagePort>()
let whenNoSource: (() => void) | null = null

function connect(from: MessagePort, origin: BlockOrigin): void {
  sources.add(from)
  from.on("close", () => {
    sources.delete(from)
    if (sources.size === 0) whenNoSource?.()
  })
  from.on("message", (message: ToSinkPort) => void take(message, origin).then(() => from.postMessage({ credit: 1 } satisfies FromSinkPort)))
}

async function take({ op, block, patient }: ToSinkPort, origin: BlockOrigin): Promise<void> {
  const load: Load = op === "flows" ? { rows: "flows", block: createFlowBlock(block, origin) } : { rows: "series", block: createSeriesBlock(block, origin) }
  const wanting = lanes.filter(({ takes }) => takes.includes(op))
  for (const { lane } of wanting) lane.offer(load)
  if (patient) await Promise.all(wanting.map(({ lane }) => lane.room()))
}

port.on("message", (message: ToSinks) => {
  switch (message.op) {
    case "connect": return connect(message.port, message.origin)
    case "start":
      for (const { lane } of lanes) lane.start()
      return
    case "stop": return void stop(message.patienceMs)
  }
})

async function stop(patienceMs: number): Promise<void> {
  await Promise.race([
    sources.size === 0 ? Promise.resolve() : new Promise<void>((resolve) => { whenNoSource = resolve }),
    new Promise<void>((resolve) => { setTimeout(resolve, LAST_BLOCKS_MS).unref() }),
  ])
  for (const source of sources) source.close()
  await Promise.all(lanes.map(({ lane }) => lane.stop(patienceMs)))
  clearInterval(telling)
  post({ op: "stopped", sinks: stats() })
  port.close()
}

const telling = setInterval(() => post({ op: "stats", sinks: stats() }), STATS_MS)
post({ op: "stats", sinks: stats() })
