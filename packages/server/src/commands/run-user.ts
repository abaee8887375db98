// -U: started as root, somebody else once sources and ports are open.
import { chownSync, lchownSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { dropPrivileges } from "@netweir/ingest/live/drop-privileges.ts"
import type { RunConfig } from "../config/run-config.ts"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"

export interface UserPlan { /** null: stay who we are. */ readonly user: string | null }

const DEFAULT_USER = "netweir"

export function planUser({ user, stayRoot }: Pick<RunConfig, "user" | "stayRoot">, log: Log): UserPlan {
  if (process.getuid?.() !== 0) {
    if (user !== null) log.info(`-U ${user}: not started as root, so there is nothing to give up`)
    return { user: null }
  }
  if (stayRoot || user === "root") return { user: null }
  if (user !== null && findUser(user) === null) throw new ProductError("no-such-user", { user }, { message: `-U: there is no user ${user} on this machine.` })
  const planned = user ?? (findUser(DEFAULT_USER) ? DEFAULT_USER : null)
  if (planned === null) log.warning("running as root: give -U USER (or create a user netweir) and root is given up once sources are open; -s keeps root without this line")
  return { user: planned }
}

/** Our files become the user's, then the process does. Everything that needs root is open by now. */
export function giveUpRoot(user: string, dataDir: string): void {
  const found = findUser(user)
  if (found === null) throw new ProductError("no-such-user", { user })
  chownSync(dataDir, found.uid, found.gid)
  // Links are changed themselves, never followed: a link planted here must not hand over another file.
  for (const name of readdirSync(dataDir, { recursive: true }) as string[]) lchownSync(path.join(dataDir, name), found.uid, found.gid)
  dropPrivileges(user)
}

function findUser(name: string): { uid: number; gid: number } | null {
  const line = readFileSync("/etc/passwd", "utf8").split("\n").find((one) => one.startsWith(`${name}:`) || one.split(":")[2] === name)
  const [, , uid, gid] = line?.split(":") ?? []
  return uid === undefined ? null : { uid: Number(uid), gid: Number(gid) }
}
