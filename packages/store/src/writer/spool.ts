// Batches on disk between "made" and "acknowledged by the database". Each is two files: the Native blocks, and a small JSON that
// says what they are; the JSON is written last and makes the batch count. Bounded: when full the oldest batch goes, and is counted.
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import { randomBytes } from "node:crypto"

export interface SpooledBatch {
  /** Unique for ever: makes a replay recognisable. Sorts by age. */
  readonly token: string
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: number
  readonly bytes: number
  readonly createdMs: number
  /** Path of the blocks. */
  readonly file: string
}

export interface Spool {
  /** Oldest first. */
  readonly batches: readonly SpooledBatch[]
  readonly bytes: number
  readonly rows: number
  /** Files that could not be understood when the spool was opened. */
  readonly unreadable: number
  add(table: string, columns: readonly string[], rows: number, blocks: readonly Uint8Array[]): Promise<SpooledBatch>
  remove(batch: SpooledBatch): Promise<void>
}

export interface SpoolOptions {
  readonly directory: string
  readonly limitBytes: number
  /** A batch was thrown out to make room. Never the one that `isBusy` names. */
  onEvicted(batch: SpooledBatch): void
  isBusy(batch: SpooledBatch): boolean
}

export function openSpool({ directory, limitBytes, onEvicted, isBusy }: SpoolOptions): Spool {
  const { batches, unreadable } = readDirectory(directory)
  let bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0)
  let rows = batches.reduce((sum, batch) => sum + batch.rows, 0)
  let sequence = 0
  let turn: Promise<void> = Promise.resolve()
  const process = randomBytes(4).toString("hex")

  function forget(batch: SpooledBatch): boolean {
    const at = batches.indexOf(batch)
    if (at < 0) return false
    batches.splice(at, 1)
    bytes -= batch.bytes
    rows -= batch.rows
    return true
  }

  async function makeRoom(): Promise<void> {
    while (bytes > limitBytes) {
      const oldest = batches.find((batch) => !isBusy(batch))
      if (!oldest) return
      forget(oldest)
      onEvicted(oldest)
      await deleteFiles(oldest)
    }
  }

  return {
    batches,
    get bytes() { return bytes },
    get rows() { return rows },
    unreadable,
    async add(table, columns, rowCount, blocks) {
      const createdMs = Date.now()
      const token = `${createdMs.toString(36).padStart(9, "0")}-${process}-${(sequence++).toString(36).padStart(6, "0")}`
      const batch: SpooledBatch = { token, table, columns, rows: rowCount, bytes: blocks.reduce((sum, block) => sum + block.byteLength, 0), createdMs, file: path.join(directory, `${token}.native`) }
      // One after the other, so that the order of the batches is the order of the calls.
      const written = turn.then(() => writeFiles(batch, blocks))
      turn = written.catch(() => {}) // told to whoever waits for it
      await written
      batches.push(batch)
      bytes += batch.bytes
      rows += rowCount
      await makeRoom()
      return batch
    },
    async remove(batch) {
      if (forget(batch)) await deleteFiles(batch)
    },
  }
}

function facts(batch: { readonly file: string }): string {
  return batch.file.replace(/\.native$/, ".json")
}

async function writeFiles(batch: SpooledBatch, blocks: readonly Uint8Array[]): Promise<void> {
  const { table, columns, rows, createdMs, bytes } = batch
  try {
    await mkdir(path.dirname(batch.file), { recursive: true, mode: 0o700 }) // somebody may have tidied up
    await writeFile(batch.file, blocks, { mode: 0o600 })
    await writeFile(`${facts(batch)}.new`, JSON.stringify({ table, columns, rows, createdMs, bytes }), { mode: 0o600 })
    await rename(`${facts(batch)}.new`, facts(batch))
  } catch (error) {
    await deleteFiles(batch).catch(() => {}) // the first error says it all
    throw error
  }
}

async function deleteFiles(batch: SpooledBatch): Promise<void> {
  // The JSON first: blocks without it are litter, it without blocks would be a batch that fails.
  for (const file of [facts(batch), `${facts(batch)}.new`, batch.file]) await rm(file, { force: true })
}

/** What an earlier process left. Halves of batches (it died while writing) were never promised to anyone and are removed. */
function readDirectory(directory: string): { readonly batches: SpooledBatch[]; readonly unreadable: number } {
  const batches: SpooledBatch[] = []
  let unreadable = 0
  const names = listing(directory)
  for (const name of [...names].toSorted()) {
    if (name.endsWith(".json") && names.has(name.replace(/\.json$/, ".native"))) {
      const batch = readBatch(directory, name)
      if (batch) {
        batches.push(batch)
        continue
      }
      unreadable++
      rmSync(path.join(directory, name.replace(/\.json$/, ".native")), { force: true })
    } else if (name.endsWith(".native") && names.has(name.replace(/\.native$/, ".json"))) continue
    if (/\.(?:native|json|json\.new)$/.test(name)) rmSync(path.join(directory, name), { force: true })
  }
  return { batches, unreadable }
}

/** A directory that is not there, or cannot be read, holds nothing for us; writing will tell. */
function listing(directory: string): Set<string> {
  try {
    return new Set(readdirSync(directory))
  } catch {
    return new Set()
  }
}

function readBatch(directory: string, name: string): SpooledBatch | null {
  const token = name.replace(/\.json$/, "")
  const file = path.join(directory, `${token}.native`)
  try {
    const { table, columns, rows, createdMs, bytes } = JSON.parse(readFileSync(path.join(directory, name), "utf8")) as Record<string, unknown>
    const isWhole = typeof table === "string" && Array.isArray(columns) && columns.every((one) => typeof one === "string" && /^\w+$/.test(one)) && /^\w+$/.test(table)
    if (!isWhole || typeof rows !== "number" || typeof createdMs !== "number" || typeof bytes !== "number" || statSync(file).size !== bytes || !/^[\w-]+$/.test(token)) return null
    return { token, table, columns: columns as string[], rows, createdMs, bytes, file }
  } catch {
    return null // counted by the caller
  }
}
