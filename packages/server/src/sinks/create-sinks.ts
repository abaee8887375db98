// The sinks as the main thread sees them: a thread that is started, watched, started again when it falls, and stopped with its
// queues sent. Batches never pass through here: each source worker has a port of its own to that thread.
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads"
import type { Log } from "../log/log.ts"
import type { BlockOrigin } from "./flow-block.ts"
import { prepareSink } from "./prepare-sink.ts"
import type { FromSinks, SinksWorkerData, SinkStats, ToSinks } from "./protocol.ts"

const FLUSH_MS = 10_000
const RESTART_MS = 5_000

export interface Sinks {
  /** A port for a source worker's batches, to be transferred to it. `onNew` gets another when the thread had to be started again. */
  connect(origin: BlockOrigin, onNew: (port: MessagePort) => void): { readonly port: MessagePort; release(): void }
  /** Sending begins (after rights were given up). */
  start(): void
  stats(): readonly SinkStats[]
  /** What is queued is sent, for 10 s at most. Source workers must have ended. */
  stop(): Promise<void>
}

export function createSinks(config: SinksWorkerData, log: Pick<Log, "normal" | "warning" | "error">, { entry = sinksWorkerEntry(), restartMs = RESTART_MS }: { readonly entry?: URL; readonly restartMs?: number } = {}): Sinks {
  const connections = new Set<{ readonly origin: BlockOrigin; readonly onNew: (port: MessagePort) => void }>()
  let stats: readonly SinkStats[] = []
  let isStarted = false
  let isStopping = false
  let restart: NodeJS.Timeout | undefined
  let worker: Worker | null = spawn()

  function spawn(): Worker {
    const current = new Worker(entry, { workerData: config, name: "sinks" })
    current.on("message", (message: FromSinks) => {
      if (message.op === "log") return void (message.level === "warning" ? log.warning(message.text) : log.normal(message.text))
      stats = message.sinks
    })
    current.on("error", (error) => log.error(`the sinks thread broke off: ${error.stack ?? error.message}`))
    current.on("exit", () => {
      worker = null
      if (isStopping) return
      stats = stats.map((one) => ({ ...one, state: "down" as const, problem: "the thread of the sinks broke off; it is started again" }))
      restart = setTimeout(() => {
        worker = spawn()
        if (isStarted) tell({ op: "start" })
        for (const { origin, onNew } of connections) onNew(open(origin))
      }, restartMs)
      restart.unref()
    })
    return current
  }
  function tell(message: ToSinks, transfer: MessagePort[] = []): void {
    worker?.postMessage(message, transfer)
  }
  function open(origin: BlockOrigin): MessagePort {
    const { port1, port2 } = new MessageChannel()
    if (worker) tell({ op: "connect", origin, port: port2 }, [port2])
    else port2.close()
    return port1
  }

  return {
    connect(origin, onNew) {
      const connection = { origin, onNew }
      connections.add(connection)
      return { port: open(origin), release: () => void connections.delete(connection) }
    },
    start() {
      isStarted = true
      tell({ op: "start" })
    },
    stats: () => stats,
    async stop() {
      isStopping = true
      clearTimeout(restart)
      const current = worker
      if (!current) return
      const left = new Promise<void>((resolve) => { current.once("exit", () => resolve()) })
      tell({ op: "stop", patienceMs: FLUSH_MS })
      const timer = setTimeout(() => void current.terminate(), 3 * FLUSH_MS)
      await left
      clearTimeout(timer)
      for (const { label, dropped } of stats) if (dropped.shutdown > 0) log.warning(`sink ${label}: ${dropped.shutdown} rows were not delivered before the end`)
    },
  }
}

/** Null without --sink: then nothing runs. */
export function openSinks(config: SinksWorkerData, log: Log): Sinks | null {
  for (const text of config.sinks) prepareSink(text)
  return config.sinks.length === 0 ? null : createSinks(config, log)
}

function sinksWorkerEntry(): URL {
  for (const place of ["./sinks-worker.mjs", "../sinks-worker.mjs"]) {
    const url = new URL(place, import.meta.url)
    if (existsSync(fileURLToPath(url))) return url
  }
  return new URL("./sinks-worker.dev.mjs", import.meta.url)
}
