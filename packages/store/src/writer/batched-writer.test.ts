import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, expect, test } from "vitest"
import type { Insert } from "../database/database.ts"
import { DatabaseRefusal, StoreError } from "../store-error.ts"
import { createBatchedWriter, type BatchedWriter, type WriterOptions } from "./batched-writer.ts"

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function temporary(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "netweir-writer-"))
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** A writer over a database that does what `answer` says and remembers what it was given. */
function writerOn(options: Partial<WriterOptions>, answer: (insert: Insert) => Promise<void> = () => Promise.resolve()) {
  const inserted: { readonly table: string; readonly text: string; readonly token: string }[] = []
  const problems: string[] = []
  const writer: BatchedWriter = createBatchedWriter({ spoolDirectory: temporary(), batchAgeMs: 60_000, ...options }, {
    async insert(insert) {
      await answer(insert)
      inserted.push({ table: insert.table, text: readFileSync(insert.file, "utf8"), token: insert.token })
    },
    onProblem: (message) => problems.push(message),
  })
  cleanUps.push(() => writer.close())
  return { writer, inserted, problems }
}
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => { resolve = done })
  return { promise, resolve }
}
const bytes = (text: string) => Buffer.from(text)
const away = new StoreError("store-unreachable", "away", "wait")

test("blocks that come together go out together, per table", async () => {
  const { writer, inserted } = writerOn({})
  writer.resume()
  await writer.write("flows", ["a"], 1, bytes("one "))
  await writer.write("series", ["a"], 1, bytes("three"))
  await writer.write("flows", ["a"], 2, bytes("two"))
  expect(writer.stats()).toMatchObject({ queuedRows: 4, queuedBatches: 2, insertedRows: 0 })
  await writer.flush()
  expect(inserted.map(({ table, text }) => `${table}: ${text}`).toSorted()).toEqual(["flows: one two", "series: three"])
  expect(writer.stats()).toMatchObject({ queuedRows: 0, spooledBytes: 0, insertedRows: 4, insertedBatches: 2, lagMs: 0 })
})

test("a batch goes out when it is full, without being asked", async () => {
  const { promise: sent, resolve } = signal()
  const { writer } = writerOn({ batchRows: 3 }, async () => resolve())
  writer.resume()
  await writer.write("flows", ["a"], 2, bytes("x"))
  await writer.write("flows", ["a"], 1, bytes("y"))
  await sent
  await writer.flush()
  expect(writer.stats().insertedRows).toBe(3)
})

test("while the database is away batches wait on disk; then they go oldest first", async () => {
  let isAway = true
  const { writer, inserted } = writerOn({ batchRows: 1 }, () => (isAway ? Promise.reject(away) : Promise.resolve()))
  writer.resume()
  for (const text of ["a", "b", "c"]) await writer.write("flows", ["x"], 1, bytes(text))
  await writer.flush()
  expect(inserted).toEqual([])
  expect(writer.stats()).toMatchObject({ queuedRows: 3, spooledBytes: 3, droppedRows: 0 })
  isAway = false
  writer.resume()
  await writer.flush()
  expect(inserted.map(({ text }) => text)).toEqual(["a", "b", "c"])
})

test("a full spool throws out the oldest and counts it", async () => {
  const { writer, inserted, problems } = writerOn({ batchRows: 1, spoolLimitBytes: 10 })
  for (const text of ["aaaa", "bbbb", "cccc", "dddd"]) {
    await writer.write("flows", ["x"], 1, bytes(text))
    await writer.flush()
  }
  expect(writer.stats()).toMatchObject({ queuedRows: 2, spooledBytes: 8, droppedRows: 2, dropped: { "spool-full": 2 } })
  expect(problems[0]).toContain("spool is full")
  writer.resume()
  await writer.flush()
  expect(inserted.map(({ text }) => text)).toEqual(["cccc", "dddd"])
})

test("a batch that the database refuses three times is given up and does not hold up the rest", async () => {
  let refusals = 0
  const { writer, inserted, problems } = writerOn({ batchRows: 1 }, async ({ file }) => {
    if (readFileSync(file, "utf8") !== "bad") return
    refusals++
    throw new DatabaseRefusal("Code: 33. cannot read", 33)
  })
  for (const text of ["bad", "good"]) await writer.write("flows", ["x"], 5, bytes(text))
  writer.resume()
  await writer.flush()
  expect(refusals).toBe(3)
  expect(inserted.map(({ text }) => text)).toEqual(["good"])
  expect(writer.stats()).toMatchObject({ droppedRows: 5, dropped: { refused: 5 }, retries: 3, queuedRows: 0 })
  expect(problems).toEqual([expect.stringContaining("refused 5 rows")])
})

test("what an earlier process left is replayed under its own token; halves and litter are cleared away", async () => {
  const spoolDirectory = temporary()
  const first = writerOn({ spoolDirectory, batchRows: 1 })
  await first.writer.write("flows", ["x", "y"], 7, bytes("kept"))
  await first.writer.close()
  const [json, native] = readdirSync(spoolDirectory).toSorted()
  writeFileSync(path.join(spoolDirectory, "zz-half.native"), "cut")
  writeFileSync(path.join(spoolDirectory, "zz-lost.json"), "{}")
  writeFileSync(path.join(spoolDirectory, "zz-short.json"), JSON.stringify({ table: "flows", columns: ["x"], rows: 1, createdMs: 1, bytes: 100 }))
  writeFileSync(path.join(spoolDirectory, "zz-short.native"), "short")
  writeFileSync(path.join(spoolDirectory, "zz-evil.json"), JSON.stringify({ table: "x; DROP TABLE flows", columns: ["x"], rows: 1, createdMs: 1, bytes: 4 }))
  writeFileSync(path.join(spoolDirectory, "zz-evil.native"), "evil")
  const { writer, inserted } = writerOn({ spoolDirectory })
  expect(readdirSync(spoolDirectory).toSorted()).toEqual([json, native])
  expect(writer.stats()).toMatchObject({ queuedRows: 7, dropped: { "spool-unreadable": 2 } })
  writer.resume()
  await writer.flush()
  expect(inserted).toEqual([{ table: "flows", text: "kept", token: json.replace(".json", "") }])
  expect(writer.stats()).toMatchObject({ replayedBatches: 1, insertedRows: 7 })
  expect(readdirSync(spoolDirectory)).toEqual([])
})

test("a disk that cannot be written to costs the batch, counted", async () => {
  const spoolDirectory = path.join(temporary(), "spool")
  const { writer, problems } = writerOn({ spoolDirectory, batchRows: 1 })
  writeFileSync(spoolDirectory, "a file where the directory should be")
  await writer.write("flows", ["x"], 3, bytes("lost"))
  await writer.flush()
  expect(writer.stats()).toMatchObject({ droppedRows: 3, dropped: { "spool-write-failed": 3 }, queuedRows: 0 })
  expect(problems[0]).toContain("3 rows lost")
})

test("senders wait while the database works and the spool fills", async () => {
  const { promise: gate, resolve: openGate } = signal()
  const { writer } = writerOn({ batchRows: 1, spoolLimitBytes: 100 }, () => gate)
  writer.resume()
  await writer.write("flows", ["x"], 1, bytes("a".repeat(40)))
  const { promise: noticed, resolve } = signal()
  let second = "waiting"
  // The first batch is on disk by now or soon; the next senders wait until it is in.
  const later = (async () => {
    while (writer.stats().spooledBytes < 40) await new Promise<void>((next) => { setImmediate(next) })
    resolve()
    await writer.write("flows", ["x"], 1, bytes("b"))
    second = "done"
  })()
  await noticed
  await new Promise<void>((next) => { setImmediate(next) })
  expect(second).toBe("waiting")
  openGate()
  await later
  expect(second).toBe("done")
})

test("exclusive work begins after the insert under way and holds up the next", async () => {
  const order: string[] = []
  const { promise: gate, resolve: openGate } = signal()
  const { promise: begun, resolve: begin } = signal()
  const { writer } = writerOn({ batchRows: 1 }, async ({ file }) => {
    const text = readFileSync(file, "utf8")
    order.push(`begin ${text}`)
    begin()
    await gate
    order.push(`end ${text}`)
  })
  await writer.write("flows", ["x"], 1, bytes("a"))
  writer.resume()
  await begun
  const work = writer.exclusively(async () => {
    order.push("exclusive")
  })
  await writer.write("flows", ["x"], 1, bytes("b"))
  openGate()
  await work
  await writer.flush()
  expect(order).toEqual(["begin a", "end a", "exclusive", "begin b", "end b"])
})
