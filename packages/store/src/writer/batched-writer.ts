// Blocks come in, batches go out: small blocks are put together, spooled to disk, inserted oldest first, and forgotten when the
// database has acknowledged them. Whatever the database does, taking a block never waits for it longer than pacing asks.
import { DatabaseRefusal, type StoreError } from "../store-error.ts"
import type { Insert } from "../database/database.ts"
import { openSpool, type SpooledBatch } from "./spool.ts"

export interface WriterOptions {
  readonly spoolDirectory: string
  readonly spoolLimitBytes?: number
  /** A batch goes out when it has so many rows or bytes, or is so old. */
  readonly batchRows?: number
  readonly batchBytes?: number
  readonly batchAgeMs?: number
}

export interface WriterParts {
  insert(insert: Insert): Promise<void>
  /** A batch was lost; `reason` is a counter's name. */
  onProblem(message: string): void
}

export interface WriterStats {
  /** Taken and not yet acknowledged. */
  readonly queuedRows: number
  readonly queuedBatches: number
  readonly spooledBytes: number
  readonly spoolLimitBytes: number
  readonly insertedRows: number
  readonly insertedBatches: number
  readonly replayedBatches: number
  readonly retries: number
  readonly droppedRows: number
  /** By reason: "spool-full", "spool-write-failed", "memory-full", "refused", "spool-unreadable" (batches, rows unknown). */
  readonly dropped: Readonly<Record<string, number>>
  /** Age of the oldest row that the database has not acknowledged. */
  readonly lagMs: number
}

export interface BatchedWriter {
  /**
   * Takes the block; resolves at once, later only when the sender should slow down: too much waits to be written to disk, or the
   * spool fills although the database works.
   */
  write(table: string, columns: readonly string[], rows: number, block: Uint8Array): Promise<void>
  /** Resolves when everything taken so far is acknowledged or counted as lost; at once for the rest when the database is away. */
  flush(): Promise<void>
  /** The database answers: replay and go on. */
  resume(): void
  /** It does not: keep spooling. */
  pause(): void
  /** Runs `work` while nothing is inserted. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  stats(): WriterStats
  close(): Promise<void>
}

interface Pending { readonly columns: readonly string[]; blocks: Uint8Array[]; rows: number; bytes: number; readonly sinceMs: number; readonly timer: NodeJS.Timeout }

/** A batch that the database refuses so often (not counting times when it was away) is given up, so that it cannot stop the rest. */
const MAX_REFUSALS = 3
/** Senders wait while the database works and this share of the spool is full. */
const PACING_SHARE = 0.25
/** Of blocks in memory: from here senders wait, ... */
const SLOW_MEMORY_BYTES = 96e6
/** ... and from here a block is dropped: the sender did not wait. */
const MAX_MEMORY_BYTES = 256e6

export function createBatchedWriter(options: WriterOptions, { insert, onProblem }: WriterParts): BatchedWriter {
  const { spoolDirectory, spoolLimitBytes = 1e9, batchRows = 100_000, batchBytes = 32e6, batchAgeMs = 1000 } = options
  const pending = new Map<string, Pending>()
  const spooling = new Set<Promise<void>>()
  let memoryBytes = 0
  const refusals = new Map<string, number>()
  let busy: SpooledBatch | null = null
  let inserting: Promise<void> = Promise.resolve()
  let pump: Promise<void> | null = null
  let available = false
  let exclusive: Promise<unknown> = Promise.resolve()
  let roomWaiters: (() => void)[] = []
  let insertedRows = 0
  let insertedBatches = 0
  let retries = 0
  const dropped: Record<string, number> = {}

  const spool = openSpool({
    directory: spoolDirectory, limitBytes: spoolLimitBytes, isBusy: (batch) => batch === busy,
    onEvicted(batch) { drop("spool-full", batch.rows, `the spool is full (${spoolLimitBytes} bytes): ${batch.rows} rows of ${batch.table} lost`) },
  })
  const replayed = new Set(spool.batches.map((batch) => batch.token))
  let replayedBatches = 0
  if (spool.unreadable > 0) dropped["spool-unreadable"] = spool.unreadable

  function drop(reason: string, rows: number, message: string): void {
    dropped[reason] = (dropped[reason] ?? 0) + rows
    onProblem(message)
  }

  /** One insert at a time, oldest first. */
  async function work(): Promise<void> {
    for (;;) {
      await exclusive
      const batch = spool.batches[0]
      if (!batch || !available) return
      inserting = insertOne(batch)
      await inserting
    }
  }

  async function insertOne(batch: SpooledBatch): Promise<void> {
    busy = batch
    try {
      await insert({ table: batch.table, columns: batch.columns, file: batch.file, token: batch.token })
      insertedRows += batch.rows
      insertedBatches++
      if (replayed.delete(batch.token)) replayedBatches++
      await spool.remove(batch)
    } catch (error) {
      await failed(batch, error)
    } finally {
      busy = null
      letIn()
    }
  }

  async function failed(batch: SpooledBatch, error: unknown): Promise<void> {
    retries++
    if (!(error instanceof DatabaseRefusal)) {
      available = false // whoever lost the database calls resume() when it is back
      return
    }
    const times = (refusals.get(batch.token) ?? 0) + 1
    refusals.set(batch.token, times)
    if (times < MAX_REFUSALS) return
    refusals.delete(batch.token)
    await spool.remove(batch)
    drop("refused", batch.rows, `the database refused ${batch.rows} rows of ${batch.table}: ${error.message.slice(0, 300)}`)
  }

  function wake(): void {
    if (!available || pump || spool.batches.length === 0) return
    pump = work().finally(() => {
      pump = null
      letIn()
      wake()
    })
  }

  function letIn(): void {
    if (mustWait()) return
    const waiters = roomWaiters
    roomWaiters = []
    for (const resume of waiters) resume()
  }

  function mustWait(): boolean {
    return memoryBytes > SLOW_MEMORY_BYTES || (available && spool.bytes > spoolLimitBytes * PACING_SHARE)
  }

  function sendOut(table: string): Promise<void> {
    const batch = pending.get(table)
    if (!batch) return Promise.resolve()
    pending.delete(table)
    clearTimeout(batch.timer)
    const done = spool.add(table, batch.columns, batch.rows, batch.blocks)
      .then(wake, (error: StoreError) => drop("spool-write-failed", batch.rows, `cannot write to ${spoolDirectory}: ${error.message}; ${batch.rows} rows lost`))
      .finally(() => {
        spooling.delete(done)
        memoryBytes -= batch.bytes
        letIn()
      })
    spooling.add(done)
    return done
  }

  function oldestMs(): number | null {
    const times = [...pending.values()].map((batch) => batch.sinceMs)
    if (spool.batches[0]) times.push(spool.batches[0].createdMs)
    return times.length ? Math.min(...times) : null
  }

  const self: BatchedWriter = {
    async write(table, columns, rows, block) {
      if (rows === 0) return
      if (memoryBytes + block.byteLength > MAX_MEMORY_BYTES) return drop("memory-full", rows, `the disk is too slow: ${rows} rows of ${table} lost`)
      let batch = pending.get(table)
      if (!batch) {
        const timer = setTimeout(() => void sendOut(table), batchAgeMs)
        timer.unref()
        batch = { columns, blocks: [], rows: 0, bytes: 0, sinceMs: Date.now(), timer }
        pending.set(table, batch)
      }
      batch.blocks.push(block)
      batch.rows += rows
      batch.bytes += block.byteLength
      memoryBytes += block.byteLength
      if (batch.rows >= batchRows || batch.bytes >= batchBytes) void sendOut(table)
      if (mustWait()) await new Promise<void>((resolve) => roomWaiters.push(resolve))
    },
    async flush() {
      await Promise.all([...pending.keys()].map(sendOut))
      await Promise.all(spooling)
      for (wake(); pump; wake()) await pump
    },
    resume() {
      available = true
      wake()
    },
    pause() {
      available = false
      letIn()
    },
    async exclusively(task) {
      const before = exclusive
      let release: () => void = () => {}
      exclusive = new Promise<void>((resolve) => { release = resolve })
      try {
        await before
        await inserting // the one under way was started before
        return await task()
      } finally {
        release()
      }
    },
    stats() {
      const oldest = oldestMs()
      return {
        queuedRows: spool.rows + [...pending.values()].reduce((sum, batch) => sum + batch.rows, 0),
        queuedBatches: spool.batches.length + pending.size,
        spooledBytes: spool.bytes, spoolLimitBytes, insertedRows, insertedBatches, replayedBatches, retries,
        droppedRows: Object.entries(dropped).reduce((sum, [reason, rows]) => sum + (reason === "spool-unreadable" ? 0 : rows), 0),
        dropped: { ...dropped },
        lagMs: oldest === null ? 0 : Math.max(0, Date.now() - oldest),
      }
    },
    async close() {
      available = false
      // What is still in memory goes to disk; the batch under way ends.
      await self.flush()
      await pump
      letIn()
    },
  }
  return self
}
