// One source worker as the main thread sees it: started, asked, restarted when it falls, stopped.
import { Worker, type MessagePort } from "node:worker_threads"
import type { LiveQuestion, LiveQuestions, RiskMuteMatches } from "@netweir/model"
import { ProductError } from "../contract/errors.ts"
import type { FromWorker, SourceState, SourceWorkerData, ToWorker } from "../workers/protocol.ts"
import { shareAnswers } from "./shared-answers.ts"
import { sourceWorkerEntry } from "./worker-entry.ts"

/** A worker answers between two slices of 15 ms; this long means that it hangs. */
const ANSWER_MS = 10_000
/** Flows end, batches go out. */
const STOP_MS = 10_000
const MIN_BACK_OFF_MS = 1_000
const MAX_BACK_OFF_MS = 60_000
/** Questions under way to one worker; more are refused at once. */
const MAX_PENDING = 512

export interface WorkerLinkParts {
  readonly data: SourceWorkerData
  onFlows(rows: number, block: Uint8Array): Promise<void>
  onSeries(rows: number, block: Uint8Array): Promise<void>
  onState(): void
  /** Mutes were applied to flows. */
  onMuted?(matches: readonly RiskMuteMatches[]): void
  /** A port to the sinks for each thread that is started; absent = no sinks. */
  readonly sinks?: (onNew: (port: MessagePort) => void) => { readonly port: MessagePort; release(): void }
  log(level: "info" | "warn" | "error", text: string): void
  readonly entry?: URL
  /** First pause before a device is opened again; doubles up to a minute. */
  readonly minBackOffMs?: number
}

export interface WorkerLink {
  readonly state: SourceState
  readonly kind: "live" | "file" | "stream"
  readonly problem: string | null
  start(): void
  /** The source is open, has failed or the time is over. */
  settled(): Promise<void>
  ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"]>
  tell(message: Extract<ToWorker, { op: "names" | "alias" | "rules" | "mutes" }>): void
  stop(): Promise<void>
}

interface Pending { resolve(reply: unknown): void; reject(error: Error): void; readonly timer: NodeJS.Timeout }

export function createWorkerLink({ data, onFlows, onSeries, onState, onMuted, sinks, log, entry = sourceWorkerEntry(), minBackOffMs = MIN_BACK_OFF_MS }: WorkerLinkParts): WorkerLink {
  const { interfaceName } = data.engine
  let worker: Worker | null = null
  let state: SourceState = "starting"
  let kind: WorkerLink["kind"] = data.expectedKind
  let problem: string | null = null
  let stopped = false
  let backOffMs = minBackOffMs
  /** As last told: a worker that is started again begins with them. */
  let { rules, mutes } = data
  let restart: NodeJS.Timeout | null = null
  let nextQuestion = 1
  const pending = new Map<number, Pending>()
  /** What the store has been given and has not taken yet; `stop` waits for it. */
  const writing = new Set<Promise<void>>()
  let settle: () => void
  const settledOnce = new Promise<void>((resolve) => { settle = resolve })
  let gone: (() => void) | null = null
  /** The problem that the log has. */
  let told: string | null = null

  function setState(next: SourceState, why: string | null): void {
    state = next
    problem = why
    if (next !== "starting") settle()
    onState()
  }

  function refuseAll(reason: string): void {
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer)
      reject(new ProductError("worker-unavailable", { interface: interfaceName, reason }))
    }
    pending.clear()
  }

  /** The store takes its time without holding up anything here; the credit tells the worker how far it is. */
  function handOver(write: () => Promise<void>): void {
    const to = worker
    const written = write()
      .catch((error: unknown) => log("error", `history of ${interfaceName}: ${messageOf(error)}`))
      .finally(() => {
        writing.delete(written)
        to?.postMessage({ op: "credit", batches: 1 } satisfies ToWorker)
      })
    writing.add(written)
  }

  /** Once, not at every attempt; its advice may have lines of its own. */
  function tell(why: string): void {
    if (why === told) return
    told = why
    const [first, ...rest] = why.split("\n")
    log("error", `interface ${interfaceName}: ${first}`)
    for (const line of rest) log("error", `  ${line}`)
  }

  function hear(message: FromWorker): void {
    switch (message.op) {
      case "state":
        kind = message.kind
        if (message.state === "running") {
          backOffMs = minBackOffMs
          told = null
        }
        shared.forget() // a page that sees "finished" must see the last packet too
        if (message.state === "failed") tell(message.problem ?? "failed")
        return setState(message.state, message.problem)
      case "flows": return handOver(() => onFlows(message.rows, message.block))
      case "series": return handOver(() => onSeries(message.rows, message.block))
      case "answer":
      case "refused": {
        const question = pending.get(message.id)
        if (!question) return // too late: it timed out
        pending.delete(message.id)
        clearTimeout(question.timer)
        if (message.op === "answer") return question.resolve(message.reply)
        return question.reject(message.code === "filter-invalid"
          ? new ProductError("filter-invalid", message.details, { message: message.message })
          : new ProductError("internal-error", { interface: interfaceName }, { cause: message.message }))
      }
      case "muted": return onMuted?.(message.matches)
      case "defect": return log("error", `${interfaceName}: ${message.text}`)
      case "stopped": return
    }
  }

  function spawn(): void {
    restart = null
    setState("starting", problem)
    const toSinks = sinks?.((port) => worker?.postMessage({ op: "sinks", port } satisfies ToWorker, [port]))
    const current = new Worker(entry, { workerData: { ...data, rules, mutes, ...(toSinks && { sinks: toSinks.port }) }, name: `source ${interfaceName}`, transferList: toSinks ? [toSinks.port] : [] })
    worker = current
    current.on("message", hear)
    // An uncaught error ends the thread: "exit" follows.
    current.on("error", (error) => {
      problem = `the worker broke off: ${error.message}`
      log("error", `worker of ${interfaceName} broke off: ${error.stack ?? error.message}`)
    })
    current.on("exit", () => {
      worker = null
      toSinks?.release()
      refuseAll("the worker has ended")
      gone?.()
      if (stopped || state === "finished") return
      setState("failed", problem ?? "the worker ended by itself")
      if (kind === "live") {
        log("warn", `interface ${interfaceName}: trying again in ${backOffMs / 1000} s`)
        restart = setTimeout(spawn, backOffMs)
        restart.unref()
        backOffMs = Math.min(MAX_BACK_OFF_MS, backOffMs * 2)
      }
    })
  }

  function ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]) {
    return new Promise<LiveQuestions[Q]["reply"]>((resolve, reject) => {
      // A source that is being opened (a pipe without a writer) cannot answer yet.
      const refusal = !worker ? problem ?? "not running" : state === "starting" ? "still being opened" : pending.size >= MAX_PENDING ? "too many questions are waiting" : null
      if (!worker || refusal !== null) {
        reject(new ProductError("worker-unavailable", { interface: interfaceName, reason: refusal }))
        return
      }
      const id = nextQuestion++
      const timer = setTimeout(() => {
        pending.delete(id)
        reject(new ProductError("worker-unavailable", { interface: interfaceName, reason: `no answer within ${ANSWER_MS / 1000} s` }))
      }, ANSWER_MS)
      // The worker answers a question with that question's reply (answers.ts); the type is lost on the wire only.
      pending.set(id, { resolve: (reply) => resolve(reply as LiveQuestions[Q]["reply"]), reject, timer })
      worker.postMessage({ op: "ask", id, question, request } satisfies ToWorker)
    })
  }
  const shared = shareAnswers({ ask })

  return {
    get state() { return state },
    get kind() { return kind },
    get problem() { return problem },
    start: spawn,
    settled: () => settledOnce,
    ask: shared.ask,
    tell(message) {
      if (message.op === "rules") rules = message.rules
      if (message.op === "mutes") mutes = message.mutes
      worker?.postMessage(message)
      shared.forget()
    },
    async stop() {
      stopped = true
      if (restart) clearTimeout(restart)
      const current = worker
      if (!current) return void (await Promise.allSettled(writing))
      const left = new Promise<void>((resolve) => { gone = resolve })
      if (state === "starting") {
        // Nothing was read yet, and whatever it waits for may never come.
        await current.terminate()
        return
      }
      current.postMessage({ op: "stop" } satisfies ToWorker)
      const timer = setTimeout(() => {
        log("warn", `worker of ${interfaceName} did not end in ${STOP_MS / 1000} s and is cut off; its last flows are lost`)
        void current.terminate()
      }, STOP_MS)
      await left
      clearTimeout(timer)
      await Promise.allSettled(writing)
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
