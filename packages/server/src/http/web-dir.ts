import { existsSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

/** The built pages: beside the bundle (dist/web, seen from dist/ or dist/chunks/), or in dist/ when run from the sources. */
export function findWebDir(): string | null {
  const here = path.dirname(fileURLToPath(import.meta.url))
  return ["web", "../web", "../../../../dist/web"].map((place) => path.join(here, place)).find((dir) => existsSync(path.join(dir, "index.html"))) ?? null
}
