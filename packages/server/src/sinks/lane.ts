// A sink's lane: a bounded queue of blocks, one sender that takes them in order, tries again with growing pauses while the peer is
// away, and counts what becomes of every row. received = sent + queued + dropped(reason), always.
import { printable } from "../log/printable.ts"
import type { FlowBlock } from "./flow-block.ts"
import type { SeriesBlock } from "./series-block.ts"
import { dropReasons, type DropReason, type Sink, type SinkClock } from "./sink.ts"

export const DEFAULT_QUEUE_ROWS = 131_072
/** Many small blocks may not fill the memory either. */
const MAX_QUEUED_BLOCKS = 4_096
const TICK_MS = 1_000
/** Pauses between attempts: the first, and the longest. */
const BACK_OFF = { minMs: 500, maxMs: 30_000 }

export type Load = { readonly rows: "flows"; readonly block: FlowBlock } | { readonly rows: "series"; readonly block: SeriesBlock }

export interface LaneStats {
  readonly state: "starting" | "up" | "down" | "stopped"
  /** Why it is down, for people; without credentials. */
  readonly problem: string | null
  readonly receivedRows: number
  readonly sentRows: number
  readonly queuedRows: number
  readonly queueLimitRows: number
  readonly dropped: { readonly [Reason in DropReason]: number }
  /** Age of the oldest row that waits. */
  readonly lagMs: number
  readonly retries: number
  readonly lastSentMs: number | null
}

export interface Lane {
  /** Never waits: takes the rows, or drops and counts them when the queue is full. */
  offer(load: Load): void
  /** Resolves when the queue is at most half full; at once while the peer is away, as waiting would not help. */
  room(): Promise<void>
  /** Sending begins; until then rows wait. */
  start(): void
  stats(): LaneStats
  /** Sends what is queued, for so long at most; what is left counts as dropped. */
  stop(patienceMs: number): Promise<void>
}

export interface LaneParts {
  readonly label: string
  readonly clock: SinkClock
  readonly queueRows: number
  readonly backOff?: { readonly minMs: number; readonly maxMs: number }
  /** Words that may never be shown: passwords, keys. */
  readonly secrets: readonly string[]
  /** A lane's own count of rows that the sink gave up. */
  openSink(lost: (reason: DropReason, rows: number) => void): Sink
  log(level: "warning" | "normal", text: string): void
}

interface Queued { readonly load: Load; readonly atMs: number; from: number }

export function createLane({ label, clock, queueRows, backOff = BACK_OFF, secrets, openSink, log }: LaneParts): Lane {
  const queue: Queued[] = []
  const dropped = Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>
  let state: LaneStats["state"] = "starting"
  let problem: string | null = null
  let receivedRows = 0
  let sentRows = 0
  let queuedRows = 0
  let retries = 0
  let lastSentMs: number | null = null
  /** Given up by the sink, of the rows that are still in the queue. */
  let lostNow = 0
  let stopAtMs = Number.POSITIVE_INFINITY
  let waiters: (() => void)[] = []
  let wake: () => void
  let woken = newWake()
  let running: Promise<void> | null = null
  const sink = openSink((reason, rows) => {
    dropped[reason] += rows
    lostNow += rows
  })

  function newWake(): Promise<void> {
    return new Promise((resolve) => { wake = resolve })
  }
  function letIn(): void {
    if (state !== "down" && queuedRows > queueRows / 2) return
    const released = waiters
    waiters = []
    for (const go of released) go()
  }

  async function send({ load, from }: Queued): Promise<number> {
    if (load.rows === "flows") return sink.sendFlows ? sink.sendFlows(load.block, from) : load.block.count
    return sink.sendSeries ? sink.sendSeries(load.block, from) : load.block.count
  }

  function up(): void {
    if (state === "down") log("normal", `sink ${label}: works again`)
    if (state !== "stopped") state = "up"
    problem = null
  }
  function down(error: unknown): void {
    const text = withoutSecrets(messageOf(error), secrets)
    if (state !== "down") log("warning", `sink ${label}: ${text}; flows wait in its queue`)
    state = "down"
    problem = text
    retries++
    letIn()
  }

  /** Our own bug: the same rows would meet it again. */
  function giveUp(head: Queued, error: unknown): void {
    const rows = head.load.block.count - head.from
    dropped.defect += rows - lostNow
    queuedRows -= rows
    lostNow = 0
    queue.shift()
    log("warning", `sink ${label}: ${rows} rows are given up because of a bug: ${withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error), secrets)}`)
  }

  async function run(): Promise<void> {
    let backOffMs = backOff.minMs
    /** A try that fails after the end was asked for is the last one. */
    const isOver = () => clock.nowMs() >= stopAtMs
    for (;;) {
      const head = queue[0]
      const isStopping = stopAtMs !== Number.POSITIVE_INFINITY
      if (!head && isStopping) return
      try {
        if (head) {
          const next = await send(head)
          if (state === "stopped") return // too late: its rows are counted already
          const taken = Math.max(0, Math.min(next, head.load.block.count) - head.from)
          sentRows += taken - Math.min(taken, lostNow)
          lostNow = 0
          queuedRows -= taken
          head.from += taken
          if (head.from >= head.load.block.count) queue.shift()
          if (taken > 0) lastSentMs = clock.nowMs()
        } else {
          if (state === "up" || state === "down") await sink.tick?.()
          if (state === "down") up()
        }
        if (head) up()
        backOffMs = backOff.minMs
        letIn()
        if (isOver()) return
        if (!queue[0] && stopAtMs === Number.POSITIVE_INFINITY) await clock.wait(TICK_MS, woken)
      } catch (error) {
        if (state === "stopped") return
        if (head && isDefect(error)) {
          giveUp(head, error)
          continue
        }
        down(error)
        if (isOver() || isStopping) return
        await clock.wait(backOffMs * (0.75 + Math.random() / 2), stopped)
        backOffMs = Math.min(backOff.maxMs, backOffMs * 2)
      }
    }
  }

  /** Leaves no timer behind when it was done earlier. */
  const within = (ms: number, done: Promise<void>) => Promise.race([done, clock.wait(ms, done)])

  let askToStop: () => void
  const stopped = new Promise<void>((resolve) => { askToStop = resolve })

  return {
    offer(load) {
      const rows = load.block.count
      receivedRows += rows
      if (queuedRows + rows > queueRows || queue.length >= MAX_QUEUED_BLOCKS || state === "stopped") {
        dropped[state === "stopped" ? "shutdown" : "queue-full"] += rows
        return
      }
      queuedRows += rows
      queue.push({ load, atMs: clock.nowMs(), from: 0 })
      wake()
      woken = newWake()
    },
    room() {
      if (queuedRows <= queueRows / 2 || state === "down" || state === "stopped") return Promise.resolve()
      return new Promise((resolve) => { waiters.push(resolve) })
    },
    start() {
      running ??= run().catch((error: unknown) => down(error))
    },
    stats: () => ({
      state, problem, receivedRows, sentRows, queuedRows, queueLimitRows: queueRows, dropped: { ...dropped },
      lagMs: queue.length > 0 ? Math.max(0, clock.nowMs() - queue[0].atMs) : 0, retries, lastSentMs,
    }),
    async stop(patienceMs) {
      stopAtMs = clock.nowMs() + patienceMs
      askToStop()
      wake()
      await within(patienceMs, running ?? Promise.resolve())
      state = "stopped"
      dropped.shutdown += queuedRows - lostNow
      queuedRows = 0
      queue.length = 0
      letIn()
      await within(patienceMs, sink.close().catch((error: unknown) => log("warning", `sink ${label}: ${withoutSecrets(messageOf(error), secrets)}`)))
    },
  }
}

const isDefect = (error: unknown) => (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) && error.cause === undefined

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Node's fetch hides the reason one level down, and several tried addresses another.
  const { cause } = error
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0])
  return cause instanceof Error && error.message === "fetch failed" ? messageOf(cause) : error.message
}

/** Peers answer with what they like, our own words included. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let shown = text
  for (const secret of secrets) if (secret.length > 2) shown = shown.replaceAll(secret, "***")
  return printable(shown).slice(0, 500)
}
