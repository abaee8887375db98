// Captures that history already holds: a file that is read again, unchanged and under the same options, is shown but not stored
// twice. Known for the embedded history only: what became of a server's tables nobody tells us.
import { createHash } from "node:crypto"
import { realpathSync, statSync } from "node:fs"
import path from "node:path"
import { Type } from "typebox"
import type { Log } from "../log/log.ts"
import type { Clock } from "./clock.ts"
import { collection } from "./collection.ts"
import type { DocumentStore } from "./document-store.ts"

export interface CapturesInHistory {
  /** When history got this capture, or null: then it is to be stored. */
  storedMs(interfaceName: string, target: string): number | null
  /** It was read to its end and every row is stored. */
  remember(interfaceName: string, target: string): Promise<void>
}

export interface CaptureOptions {
  readonly dataDir: string
  /** Whatever changes what is stored of the same file: version, filter, local networks. */
  readonly options: unknown
  /** Days that flows are kept; null = for ever. */
  readonly retentionDays: number | null
}

const stored = Type.Object({ mark: Type.String({ maxLength: 64 }), storedMs: Type.Number() })
/** The newest so many; a watched directory is not remembered file by file. */
const MAX_CAPTURES = 1_000
const DAY_MS = 86_400_000

export async function capturesInHistory(documents: DocumentStore, clock: Clock, log: Log, { dataDir, options, retentionDays }: CaptureOptions): Promise<CapturesInHistory> {
  const captures = collection(documents, "captures", stored, log)
  const known = new Map((await captures.list()).map(({ value }) => [value.mark, value.storedMs] as const))

  /** Null for what is no file, and while there is no history yet. The database's own directory is part of it: a new one holds nothing. */
  function markOf(interfaceName: string, target: string): string | null {
    try {
      const file = statSync(target)
      if (!file.isFile()) return null
      const database = statSync(path.join(dataDir, "history", "database"))
      return createHash("sha256").update(JSON.stringify([interfaceName, realpathSync(target), file.size, file.mtimeMs, database.ino, database.birthtimeMs, options])).digest("hex")
    } catch {
      return null // no such file: a device, standard input, an address
    }
  }

  return {
    storedMs(interfaceName, target) {
      const mark = markOf(interfaceName, target)
      const at = mark === null ? undefined : known.get(mark)
      return at === undefined || (retentionDays !== null && at < clock.nowMs() - retentionDays * DAY_MS) ? null : at
    },
    async remember(interfaceName, target) {
      const mark = markOf(interfaceName, target)
      if (mark === null || known.has(mark)) return
      const storedMs = clock.nowMs()
      known.set(mark, storedMs)
      await captures.put(mark, { mark, storedMs })
      const oldest = [...known].toSorted((a, b) => a[1] - b[1]).slice(0, Math.max(0, known.size - MAX_CAPTURES))
      for (const [name] of oldest) {
        known.delete(name)
        await captures.remove(name)
      }
    },
  }
}
