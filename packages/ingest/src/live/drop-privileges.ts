// Started as root to open interfaces, then another user for the rest of its life (-U).
import { readFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"
import { SourceError } from "../source.ts"

/** Missing in @types/node 20. */
type ProcessWithGroups = NodeJS.Process & { initgroups?(user: string, extraGroup: number): void }

export interface DroppedPrivileges {
  readonly user: string
  readonly uid: number
  readonly gid: number
}

/**
 * Call once all sources are open, in the main thread; it acts on every thread of the process. Open rings go on, and survive
 * the return of an interface. Null when there was nothing to drop: not root. Throws SourceError when the user doesn't exist.
 */
export function dropPrivileges(user: string): DroppedPrivileges | null {
  const { initgroups } = process as ProcessWithGroups
  if (process.getuid?.() !== 0 || !process.setuid || !process.setgid || !initgroups) return null
  if (!isMainThread) throw new Error("dropPrivileges belongs into the main thread")
  const { uid, gid } = findUser(user)
  if (uid === 0) return null
  initgroups(user, gid)
  process.setgid(gid)
  process.setuid(uid)
  if (process.getuid() !== uid || process.geteuid?.() !== uid || process.getegid?.() !== gid) throw new SourceError("privileges-kept", `Changing to user ${user} failed`, "Start netweir as that user, with CAP_NET_RAW.")
  return { user, uid, gid }
}

function findUser(user: string): { uid: number; gid: number } {
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":")
    if (name === user || (uid === user && uid !== "")) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new SourceError("user-not-found", `There is no user ${user} to give root up to`, `Create it: useradd --system --no-create-home ${user}. Or name another with -U.`)
}
