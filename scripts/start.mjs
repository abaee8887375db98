// `npm start -- ARGS`: builds when sources are newer than the bundle, then becomes netweir in this same process.
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { sourceFingerprint } from "./fingerprint.mjs"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const stamp = path.join(root, "dist", "built-from")
const isFresh = existsSync(stamp) && existsSync(path.join(root, "dist", "main.mjs")) && readFileSync(stamp, "utf8") === sourceFingerprint(root)
if (!isFresh) {
  process.stderr.write("Building netweir (once per change of its sources) ...\n")
  const argv = process.argv
  process.argv = argv.slice(0, 2)
  await import("./build.mjs")
  process.argv = argv
}
await import(path.join(root, "bin", "netweir.mjs"))
