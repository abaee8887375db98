// The tests look at the built program: built here when the sources are newer.
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { repositoryRoot } from "./netweir-under-test.ts"
import { sourceFingerprint } from "../../../../scripts/fingerprint.mjs"

export default function buildOnce(): void {
  const stamp = path.join(repositoryRoot, "dist", "built-from")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sourceFingerprint(repositoryRoot)) return
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: repositoryRoot, stdio: "inherit" })
  if (built.status !== 0) throw new Error("the build failed; see above")
}
