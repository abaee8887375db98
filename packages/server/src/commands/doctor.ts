// `netweir doctor`: looks at everything a run needs, says what to do, and exits with 1 when something must be repaired.
import { existsSync } from "node:fs"
import path from "node:path"
import { openStore } from "@netweir/store"
import type { RunConfig } from "../config/run-config.ts"
import { failure, ok, type Check } from "../doctor/check.ts"
import { checkClock, checkDataDir, checkDisk, checkKernel, checkMemory, checkNode, checkOpenFiles, checkReceiveBuffer, checkRights } from "../doctor/machine-checks.ts"
import { checkFacts, checkPages, checkPort, checkStore } from "../doctor/part-checks.ts"
import { probeSink } from "../doctor/sink-checks.ts"
import { loadAddressFacts } from "../facts/load-address-facts.ts"
import { printable } from "../log/printable.ts"
import { silentLog } from "../log/log.ts"
import { findWebDir } from "../http/web-dir.ts"
import { version } from "../version.ts"

const DATABASE_PATIENCE_MS = 20_000

export async function doctor(config: RunConfig, print: (text: string) => void = (text) => void process.stdout.write(text)): Promise<number> {
  print(`netweir ${version}\n\n`)
  let errors = 0
  let warnings = 0
  for await (const check of examine(config)) {
    if (check.state === "error") errors++
    if (check.state === "warning") warnings++
    print(`${{ ok: "ok     ", warning: "warning", error: "ERROR  " }[check.state]}  ${check.title}: ${printable(check.text)}\n`)
    if (check.fix !== null) print(check.fix.split("\n").map((line) => `         ${line}\n`).join(""))
  }
  print(`\n${errors === 0 && warnings === 0 ? "All is well." : `${errors} to repair, ${warnings} to look at.`}\n`)
  return errors === 0 ? 0 : 1
}

async function* examine(config: RunConfig): AsyncGenerator<Check> {
  yield checkNode()
  yield checkKernel()
  yield checkRights()
  yield checkMemory()
  yield checkOpenFiles()
  yield checkReceiveBuffer()
  yield checkClock()
  const dataDir = checkDataDir(config.dataDir)
  yield dataDir
  yield checkDisk(config.dataDir)
  yield checkFacts(await loadAddressFacts({ dataDir: config.dataDir }))
  yield checkPages(findWebDir())
  if (config.redis !== null) yield await checkRedis(config)
  yield dataDir.state === "ok" || config.store !== "embedded" ? await checkDatabase(config) : failure("store", "History", "not tried: the data directory can't be written", "Repair the data directory first.")
  for (const sink of config.sinks) yield await probeSink(sink)
  yield await checkPort("-w", config.http)
  yield await checkPort("-W", config.https)
}

async function checkRedis({ redis }: RunConfig): Promise<Check> {
  if (redis === null) return ok("redis", "Redis", "not used")
  const { openRedisStore } = await import("../settings/redis-store.ts")
  try {
    await (await openRedisStore(redis, silentLog)).close()
    return ok("redis", "Redis", "answers")
  } catch (error) {
    return failure("redis", "Redis", error instanceof Error ? error.message : String(error), "Check the address given with -r, or leave -r away: Netweir needs no Redis.")
  }
}

/** Opens the database as a run would; an embedded one that was never used is not made for this. */
async function checkDatabase(config: RunConfig): Promise<Check> {
  if (config.store === "embedded" && !existsSync(path.join(config.dataDir, "history"))) return ok("store", "History", "no flows are kept here yet; the database is made at the first start")
  const store = openStore({ target: config.store, dataDir: config.dataDir })
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.race([store.ready, new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`no answer within ${DATABASE_PATIENCE_MS / 1000} s`)), DATABASE_PATIENCE_MS) })])
    return await checkStore(store)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "store-in-use") return ok("store", "History", "in use by a running netweir; its Health page shows the database")
    const fix = error instanceof Error && "fix" in error && typeof error.fix === "string" ? error.fix : "See the message."
    return failure("store", "History", error instanceof Error ? error.message : String(error), fix)
  } finally {
    clearTimeout(timer)
    await store.close()
  }
}
