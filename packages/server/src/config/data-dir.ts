import { accessSync, constants, existsSync } from "node:fs"
import { homedir } from "node:os"
import path from "node:path"

/** /var/lib/netweir for a service (root, or where it was made for us), else the user's own place (XDG). */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env, systemDir = "/var/lib/netweir"): string {
  if (isWritable(systemDir)) return systemDir
  return path.join(env.XDG_DATA_HOME || path.join(homedir(), ".local", "share"), "netweir")
}

function isWritable(dir: string): boolean {
  try {
    accessSync(existsSync(dir) ? dir : path.dirname(dir), constants.W_OK)
    return true
  } catch {
    return false // the answer, not a problem
  }
}
