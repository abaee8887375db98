// Where the code of a source worker lies: beside the bundle, or in the sources when run by tsx or vitest.
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

export interface WorkerEntry { readonly url: URL; readonly execArgv: readonly string[] }

export function sourceWorkerEntry(): WorkerEntry {
  for (const place of ["./source-worker.mjs", "../source-worker.mjs"]) {
    const url = new URL(place, import.meta.url)
    if (existsSync(fileURLToPath(url))) return { url, execArgv: process.execArgv }
  }
  return { url: new URL("../workers/source-worker.ts", import.meta.url), execArgv: ["--import", "tsx"] }
}
