// Where the code of a source worker lies: beside the bundle, or in the sources when run by tsx or vitest.
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

export function sourceWorkerEntry(): URL {
  for (const place of ["./source-worker.mjs", "../source-worker.mjs"]) {
    const url = new URL(place, import.meta.url)
    if (existsSync(fileURLToPath(url))) return url
  }
  return new URL("../workers/source-worker.dev.mjs", import.meta.url)
}
