import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { UsageError } from "../cli/usage-error.ts"

export function writePidFile(file: string): void {
  try {
    writeFileSync(file, `${process.pid}\n`)
  } catch (error) {
    throw new UsageError(`-G: ${file} cannot be written (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** Only if it is still ours. */
export function removePidFile(file: string): void {
  try {
    if (Number(readFileSync(file, "utf8")) === process.pid) rmSync(file)
  } catch {
    return // gone already, or the user that we became may not remove it: the number in it is dead either way
  }
}
