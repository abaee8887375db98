// -e: a detached copy of ourselves runs; this process waits until it serves or says why it can't.
import { spawn } from "node:child_process"
import { openSync } from "node:fs"
import path from "node:path"
import type { RunConfig } from "../config/run-config.ts"
import { makeDataDir } from "../settings/open-settings.ts"

const CHILD_MARK = "NETWEIR_DAEMON_CHILD"
export const isDaemonChild = (): boolean => process.env[CHILD_MARK] === "1"
export const daemonLogFile = (dataDir: string): string => path.join(dataDir, "netweir.log")

interface Word { readonly ready?: readonly string[]; readonly problem?: string }

/** From the child, once: it serves, or it can't. */
export function tellDaemonParent(word: Word): void {
  if (!isDaemonChild() || !process.connected) return
  process.send?.(word, () => process.disconnect())
}

export function startDaemon(words: readonly string[], config: RunConfig): Promise<number> {
  makeDataDir(config.dataDir)
  const logFile = daemonLogFile(config.dataDir)
  const log = openSync(logFile, "a", 0o640) // the first password is in it: for its owner only
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...words], { detached: true, stdio: ["ignore", log, log, "ipc"], env: { ...process.env, [CHILD_MARK]: "1" } })
  return new Promise((resolve) => {
    child.once("message", (word: Word) => {
      if (word.problem === undefined) process.stdout.write(`netweir runs in the background as process ${child.pid} at ${word.ready?.join(" and ")}; log: ${logFile}\n`)
      else process.stderr.write(`netweir: ${word.problem}\n`)
      child.unref()
      if (child.connected) child.disconnect()
      resolve(word.problem === undefined ? 0 : 1)
    })
    child.once("exit", (code) => {
      process.stderr.write(`netweir: the background process ended with status ${code}; see ${logFile}\n`)
      resolve(1)
    })
  })
}
