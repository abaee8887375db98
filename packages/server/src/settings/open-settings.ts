// Opens the side that the command line asked for.
import { existsSync, mkdirSync } from "node:fs"
import path from "node:path"
import type { RedisTarget } from "../config/values.ts"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"
import type { DocumentStore } from "./document-store.ts"
import { openFileStore } from "./file-store.ts"
import { migrate } from "./migrations.ts"

export const settingsFile = (dataDir: string): string => path.join(dataDir, "settings.json")

export function makeDataDir(dataDir: string): void {
  try {
    // Step by step: node 20 loops for ever on `recursive` where the kernel answers ENOENT for an existing parent (/proc).
    const missing: string[] = []
    for (let at = path.resolve(dataDir); !existsSync(at); at = path.dirname(at)) missing.push(at)
    for (const folder of missing.toReversed()) mkdirSync(folder, { mode: 0o750 })
  } catch (cause) {
    throw new ProductError("data-dir-unwritable", { dataDir }, { cause, message: `The data directory ${dataDir} cannot be made (${cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given"}).` })
  }
}

export async function openDocumentStore({ dataDir, redis, log }: { dataDir: string; redis: RedisTarget | null; log: Log }): Promise<DocumentStore> {
  const store = redis === null ? openFileStore(settingsFile(dataDir)) : await (await import("./redis-store.ts")).openRedisStore(redis, log)
  await migrate(store)
  return store
}
