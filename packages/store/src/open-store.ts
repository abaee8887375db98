// Opens history: connects (and keeps trying), migrates, writes, answers, tidies up.
import path from "node:path"
import type { FlowBatch, SeriesBatch } from "@netweir/model"
import { DatabaseRefusal, StoreError } from "./store-error.ts"
import { QUESTION_SETTINGS, type Database, type DatabaseEvents } from "./database/database.ts"
import { createEmbeddedDatabase } from "./database/embedded-database.ts"
import { createServerDatabase } from "./database/server-database.ts"
import { parseStoreTarget } from "./database/target.ts"
import { encodeFlowBatch } from "./native/encode-flows.ts"
import { encodeSeriesBatch } from "./native/encode-series.ts"
import { createNoStore } from "./no-store.ts"
import { questions, type QuestionName, type ReplyOf, type RequestOf } from "./questions/index.ts"
import type { Question } from "./questions/question.ts"
import { enforceRetention, keepDays, type Retention } from "./retention.ts"
import { rebuildHourly } from "./roll-up-repair.ts"
import { migrate } from "./schema/migrations.ts"
import { seriesColumns } from "./schema/series-columns.ts"
import { storedFlowColumns } from "./schema/stored-columns.ts"
import type { Store, StoreStats } from "./store.ts"
import { createBatchedWriter, type WriterOptions } from "./writer/batched-writer.ts"

export interface StoreOptions {
  /** "embedded", "none" or the address of a server; see database/target.ts. */
  readonly target: string
  /** History lives in `<dataDir>/history`. */
  readonly dataDir: string
  readonly retention?: Retention
  readonly writer?: Partial<Omit<WriterOptions, "spoolDirectory">>
  /** Of the embedded database. */
  readonly memoryBytes?: number
  /** What an operator should read; rate-limited by the caller. */
  onProblem?(message: string): void
}

const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 30_000
const RETENTION_EVERY_MS = 10 * 60_000
/** `close` gives the queue so long; the rest stays in the spool. */
const CLOSE_FLUSH_MS = 20_000
const DAY_MS = 86_400_000

const flowColumnNames = storedFlowColumns.map((column) => column.name)
const seriesColumnNames = seriesColumns.map((column) => column.name)

export function openStore(options: StoreOptions): Store {
  const target = parseStoreTarget(options.target)
  if (target.kind === "none") return createNoStore()
  const directory = path.join(options.dataDir, "history")
  return openStoreOn((events) => target.kind === "embedded" ? createEmbeddedDatabase({ directory, memoryBytes: options.memoryBytes }, events) : createServerDatabase(target, events), path.join(directory, "spool"), options)
}

export function openStoreOn(createDatabase: (events: DatabaseEvents) => Database, spoolDirectory: string, options: Omit<StoreOptions, "target" | "dataDir">): Store {
  const { onProblem = () => {} } = options
  let retention = options.retention ?? { bytes: null, days: null }
  let state: "starting" | "ready" | "unreachable" = "starting"
  let problem: Error | null = null
  let closed = false
  let retryMs = FIRST_RETRY_MS
  let retry: NodeJS.Timeout | null = null
  let restarts = 0
  let asked = 0
  let failed = 0
  let droppedPartitions = 0
  let firstOpened: () => void = () => {}
  let firstFailed: (error: Error) => void = () => {}
  const ready = new Promise<void>((resolve, reject) => { [firstOpened, firstFailed] = [resolve, reject] })
  ready.catch(() => {}) // whoever awaits it hears of it; nobody must

  const database = createDatabase({
    onLost(error) {
      if (closed) return
      unreachable(error)
      restarts++
      tryAgain()
    },
  })
  const writer = createBatchedWriter({ ...options.writer, spoolDirectory }, { insert: (batch) => database.insert(batch), onProblem })
  const tidying = setInterval(() => void tidyUp(), RETENTION_EVERY_MS)
  tidying.unref()
  void connect()

  function unreachable(error: Error): void {
    state = "unreachable"
    problem = error
    writer.pause()
    onProblem(error.message)
  }

  function tryAgain(): void {
    if (closed || retry) return
    retry = setTimeout(() => {
      retry = null
      void connect()
    }, retryMs)
    retry.unref()
    retryMs = Math.min(MAX_RETRY_MS, retryMs * 2)
  }

  async function connect(): Promise<void> {
    try {
      await database.open()
      await migrate(database, keepDays(retention))
    } catch (error) {
      if (closed) return
      const why = error instanceof StoreError ? error : new StoreError("store-failed", `The database cannot be used: ${(error as Error).message}`, "Look at the message of the database.", { cause: error })
      unreachable(why)
      firstFailed(why)
      return tryAgain()
    }
    if (closed) return
    state = "ready"
    problem = null
    retryMs = FIRST_RETRY_MS
    writer.resume()
    firstOpened()
    void tidyUp()
  }

  async function tidyUp(): Promise<void> {
    if (state !== "ready") return
    try {
      droppedPartitions += (await enforceRetention(database, retention, Math.floor(Date.now() / DAY_MS))).length
    } catch (error) {
      onProblem(`retention: ${(error as Error).message}`)
    }
  }

  async function ask<Name extends QuestionName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    // The name picks request and reply together; TypeScript cannot follow that through the table.
    const question = questions[name] as unknown as Question<RequestOf<Name>, ReplyOf<Name>>
    const nowMs = Date.now()
    const queries = question.plan(request, nowMs)
    needReady()
    asked++
    try {
      const results = await Promise.all(queries.map(({ sql, params }) => database.query(`${sql} SETTINGS ${QUESTION_SETTINGS}`, params)))
      return question.read(results, request, nowMs)
    } catch (error) {
      failed++
      throw error instanceof DatabaseRefusal ? refusalOf(error) : error
    }
  }

  function needReady(): void {
    if (state === "ready") return
    if (problem) throw problem
    throw new StoreError("store-starting", "The database is still starting.", "Try again in a few seconds.")
  }

  return {
    kind: database.kind,
    ready,
    insertFlows: (batch: FlowBatch) => writer.write("flows", flowColumnNames, batch.count, encodeFlowBatch(batch)),
    insertEncodedFlows: (rows, block) => writer.write("flows", flowColumnNames, rows, block),
    insertSeries: (batch: SeriesBatch) => writer.write("series_minute", seriesColumnNames, batch.count, encodeSeriesBatch(batch)),
    insertEncodedSeries: (rows, block) => writer.write("series_minute", seriesColumnNames, rows, block),
    ask,
    flush: () => writer.flush(),
    stats: (): StoreStats => ({
      kind: database.kind, state, problem: problem?.message ?? null, fix: problem instanceof StoreError ? problem.fix : null,
      engine: database.version === null ? null : `ClickHouse ${database.version}`, pid: database.pid, restarts,
      questions: asked, failedQuestions: failed, droppedPartitions, writer: writer.stats(),
    }),
    async setRetention(next) {
      retention = next
      if (state === "ready") await migrate(database, keepDays(retention))
      await tidyUp()
    },
    enforceRetention: tidyUp,
    async rebuildRollUps(fromMs, toMs) {
      needReady()
      return (await writer.exclusively(() => rebuildHourly(database, Math.floor(fromMs / DAY_MS), Math.floor(toMs / DAY_MS)))).length
    },
    async close() {
      if (closed) return
      clearInterval(tidying)
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => { timer = setTimeout(resolve, CLOSE_FLUSH_MS) })
      await Promise.race([writer.flush(), patience])
      clearTimeout(timer)
      closed = true
      if (retry) clearTimeout(retry)
      await writer.close()
      await database.close()
    },
  }
}

/** Error numbers of ClickHouse that mean "too much asked". */
const TIMEOUT_EXCEEDED = 159
const MEMORY_LIMIT_EXCEEDED = 241

function refusalOf(error: DatabaseRefusal): StoreError {
  if (error.clickhouseCode === TIMEOUT_EXCEEDED) return new StoreError("question-timeout", "The question took longer than a minute.", "Choose a shorter time range or a narrower filter.", { cause: error })
  if (error.clickhouseCode === MEMORY_LIMIT_EXCEEDED) return new StoreError("question-too-large", "The question needs more memory than the database may use.", "Choose a shorter time range, a narrower filter or fewer groups.", { cause: error })
  return new StoreError("store-failed", `The database refused a question: ${error.message.slice(0, 500)}`, "This is a defect of Netweir; please report it.", { cause: error })
}
