// The tests look at the built program: `npm start` builds it when the sources are newer.
import { spawnSync } from "node:child_process"
import { repositoryRoot } from "./netweir-under-test.ts"

export default function buildOnce(): void {
  const built = spawnSync(process.execPath, ["scripts/start.mjs", "--version"], { cwd: repositoryRoot, stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } })
  if (built.status !== 0) throw new Error("the build failed; see above")
}
