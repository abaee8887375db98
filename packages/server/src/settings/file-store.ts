// All documents in one file, held in memory, replaced as a whole: tmp, fsync, rename, fsync of the directory.
import { chmodSync, existsSync, readFileSync } from "node:fs"
import { open, rename } from "node:fs/promises"
import path from "node:path"
import { ProductError } from "../contract/errors.ts"
import type { DocumentStore } from "./document-store.ts"

const FORMAT = "netweir-settings"

export function openFileStore(file: string): DocumentStore {
  const documents = readDocuments(file)
  let dirty = false
  let writing: Promise<void> | null = null
  let problem: unknown = null

  async function writeOnce(): Promise<void> {
    dirty = false
    const content = `${JSON.stringify({ format: FORMAT, documents: Object.fromEntries(documents) }, null, 1)}\n`
    await replaceFile(file, content)
  }
  /** Changes made while a write is under way go out together with the next one. */
  function save(): Promise<void> {
    dirty = true
    writing = (writing ?? Promise.resolve()).then(async () => {
      if (!dirty) {
        if (problem) throw problem
        return
      }
      problem = null
      try {
        await writeOnce()
      } catch (cause) {
        dirty = true
        problem = new ProductError("settings-unwritable", { file }, { cause, message: `${file} cannot be written.` })
        throw problem
      }
    })
    const mine = writing
    writing = mine.catch(() => undefined) // the next writer tries again; this one's caller learns of the failure
    return mine
  }

  return {
    kind: "file",
    get: async (key) => copy(documents.get(key)),
    async put(key, value) {
      documents.set(key, copy(value))
      await save()
    },
    async remove(key) {
      if (!documents.delete(key)) return false
      await save()
      return true
    },
    list: async (prefix) => [...documents].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value: copy(value) })),
    async update(key, change) {
      const next = change(copy(documents.get(key)))
      if (next === undefined) {
        if (!documents.delete(key)) return undefined
      } else documents.set(key, copy(next))
      await save()
      return next
    },
    async close() {
      await writing
      if (dirty) await writeOnce()
    },
  }
}

const copy = (value: unknown): unknown => (value === undefined ? undefined : structuredClone(value))

function readDocuments(file: string): Map<string, unknown> {
  if (!existsSync(file)) return new Map()
  try {
    chmodSync(file, 0o600) // password hashes: restored from a backup or made by hand, they stay private
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"))
    if (typeof parsed === "object" && parsed !== null && "format" in parsed && parsed.format === FORMAT && "documents" in parsed && typeof parsed.documents === "object" && parsed.documents !== null)
      return new Map(Object.entries(parsed.documents))
  } catch (cause) {
    throw new ProductError("settings-unreadable", { file }, { cause, message: `The settings in ${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).` })
  }
  throw new ProductError("settings-unreadable", { file }, { message: `${file} is no settings file of Netweir.` })
}

export async function replaceFile(file: string, content: string, mode = 0o600): Promise<void> {
  const temporary = `${file}.tmp`
  const handle = await open(temporary, "w", mode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  const directory = await open(path.dirname(file), "r")
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
