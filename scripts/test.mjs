// Build, lint, types, unit and corpus tests, browser tests: one after the other, one sum at the end.
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const scratch = mkdtempSync(path.join(os.tmpdir(), "netweir-test-"))
const sum = { passed: 0, failed: 0, skipped: 0 }

function run(title, command, args) {
  const started = Date.now()
  console.log(`\n== ${title}`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, FORCE_COLOR: "0" } })
  console.log(`== ${title}: ${status === 0 ? "ok" : `exit ${status}`} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return status === 0
}
function step(title, command, args) {
  sum[run(title, command, args) ? "passed" : "failed"]++
}
function vitest(title, args) {
  const report = path.join(scratch, `${title.replace(/\W+/g, "-")}.json`)
  const ok = run(title, "npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args])
  if (!existsSync(report)) return void sum.failed++
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } = JSON.parse(readFileSync(report, "utf8"))
  sum.passed += numPassedTests
  sum.failed += numFailedTests
  sum.skipped += numPendingTests + numTodoTests
  // A file that cannot even be loaded has no tests to count, and is a failure all the same.
  if (!ok && numFailedTests === 0) sum.failed += Math.max(1, numFailedTestSuites)
  for (const file of testResults ?? []) if (file.status === "failed" && file.message) console.log(`${file.name}: ${file.message}`)
}

if (!existsSync(path.join(root, "..", "shared", "dpi")))
  console.log("\n!! ../shared is not here: the runs over its corpus are SKIPPED. The project's own captures in corpus/ are tested.")

step("build", "node", ["scripts/build.mjs"])
step("lint", "npm", ["run", "-s", "lint"])
step("types", "npm", ["run", "-s", "types"])
vitest("unit and corpus tests", [])
if (existsSync(path.join(root, "packages/server/test/e2e/vitest.config.ts"))) vitest("browser tests", ["--config", "packages/server/test/e2e/vitest.config.ts"])

rmSync(scratch, { recursive: true, force: true })
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
process.exit(sum.failed ? 1 : 0)
