// What the machine gives us: rights, kernel, disk, clock, limits, memory. Each check is cheap and never throws.
import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { captureRights } from "@netweir/ingest/live/capture-rights.ts"
import { failure, ok, warning, type Check } from "./check.ts"
import { humanBytes } from "./human-bytes.ts"

export function checkNode(version = process.versions.node): Check {
  const [major, minor] = version.split(".").map(Number)
  if (major > 20 || (major === 20 && minor >= 18)) return ok("node", "Node.js", `${version} on ${process.platform} ${process.arch}`)
  return failure("node", "Node.js", `${version} is too old.`, "Install Node.js 20.18 or newer.")
}

export function checkKernel(release = os.release(), platform: string = process.platform): Check {
  if (platform !== "linux") return warning("kernel", "Kernel", `${platform} ${release}: packets come through tcpdump or dumpcap here.`, "Install tcpdump; captures from files work anyway. The fast way to capture needs Linux.")
  const [major, minor] = release.split(".").map(Number)
  if (major > 3 || (major === 3 && minor >= 2)) return ok("kernel", "Kernel", `Linux ${release}`)
  return failure("kernel", "Kernel", `Linux ${release} has no TPACKET_V3.`, "Update to Linux 3.2 or newer.")
}

export function checkRights(): Check {
  const { mayCapture, missing, fix } = captureRights()
  if (mayCapture) return ok("rights", "Right to capture", process.getuid?.() === 0 ? "yes (root; -U USER gives root up once sources are open)" : "yes")
  return warning("rights", "Right to capture", `${missing} is missing: live interfaces can't be opened; capture files and standard input can.`, fix)
}

/** The spool alone may take 1 GB. */
const LITTLE_DISK_BYTES = 2e9
const NO_DISK_BYTES = 200e6

export interface DiskSpace { readonly freeBytes: number; readonly totalBytes: number }
export function diskSpace(dir: string): DiskSpace {
  try {
    const { bavail, blocks, bsize } = statfsSync(existingParent(dir))
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch {
    return { freeBytes: 0, totalBytes: 0 } // a file system that does not tell
  }
}

export function checkDisk(dataDir: string, space = diskSpace(dataDir)): Check {
  const text = `${humanBytes(space.freeBytes)} of ${humanBytes(space.totalBytes)} free for ${dataDir}`
  if (space.totalBytes === 0) return ok("disk", "Disk", `${dataDir} is on a file system that does not tell its size`)
  if (space.freeBytes < NO_DISK_BYTES) return failure("disk", "Disk", text, "Free some space, or choose another directory with -d. History and settings can't be written.")
  if (space.freeBytes < LITTLE_DISK_BYTES) return warning("disk", "Disk", text, "Free some space, choose another directory with -d, or keep less with --retention.")
  return ok("disk", "Disk", text)
}

export function checkDataDir(dataDir: string): Check {
  const dir = existingParent(dataDir)
  try {
    accessSync(dir, constants.W_OK)
    return ok("data-dir", "Data directory", existsSync(dataDir) ? dataDir : `${dataDir} (will be made)`)
  } catch {
    return failure("data-dir", "Data directory", `${dataDir} can't be written by user ${os.userInfo().username}.`, `Choose another with -d DIR, or: sudo install -d -o ${os.userInfo().username} ${dataDir}`)
  }
}

function existingParent(dir: string): string {
  let at = path.resolve(dir)
  while (!existsSync(at) && path.dirname(at) !== at) at = path.dirname(at)
  return at
}

/** A clock that is plainly wrong: flows would land outside every time range. */
const EARLIEST_MS = Date.UTC(2025, 0, 1)
const LATEST_MS = Date.UTC(2060, 0, 1)
export function checkClock(nowMs = Date.now()): Check {
  const text = new Date(nowMs).toISOString()
  if (nowMs < EARLIEST_MS || nowMs > LATEST_MS) return failure("clock", "Clock", `${text} can't be right.`, "Set the clock (timedatectl set-ntp true); history is kept by time.")
  const synchronised = existsSync("/run/systemd/timesync/synchronized") || existsSync("/run/chrony") || existsSync("/var/lib/ntp") || existsSync("/run/ntpd.pid")
  return ok("clock", "Clock", `${text}, zone ${Intl.DateTimeFormat().resolvedOptions().timeZone}${synchronised ? ", kept right by a time service" : ""}`)
}

/** Flow exporters send bursts; the stock limit of 208 KB loses them. */
const WANTED_RMEM = 16_777_216
export function checkReceiveBuffer(max = readNumber("/proc/sys/net/core/rmem_max")): Check {
  if (max === null) return ok("rmem", "Receive buffer", "not limited by a setting that can be read here")
  if (max >= WANTED_RMEM) return ok("rmem", "Receive buffer", humanBytes(max))
  return warning("rmem", "Receive buffer", `sockets may ask for ${humanBytes(max)} only; matters when flow records are collected.`, `sudo sysctl -w net.core.rmem_max=${WANTED_RMEM}   (to keep it: a file in /etc/sysctl.d)`)
}

const WANTED_FILES = 4_096
export function checkOpenFiles(limits = readText("/proc/self/limits")): Check {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.NaN)
  if (Number.isNaN(soft)) return ok("files", "Open files", "no limit that can be read here")
  if (soft >= WANTED_FILES) return ok("files", "Open files", `up to ${soft}`)
  return warning("files", "Open files", `only ${soft} allowed; the database holds many.`, "Raise it: ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit.")
}

const WANTED_MEMORY_BYTES = 1.5e9
export function checkMemory(total = os.totalmem(), available = availableMemory()): Check {
  const text = `${humanBytes(available)} of ${humanBytes(total)} available`
  if (available < WANTED_MEMORY_BYTES) return warning("memory", "Memory", text, "The embedded database likes 1 GB: use --store none or a server, and smaller -X and -x, if it gets tight.")
  return ok("memory", "Memory", text)
}

function availableMemory(): number {
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readText("/proc/meminfo"))?.[1]
  return kilobytes ? Number(kilobytes) * 1024 : os.freemem()
}
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return "" // not Linux, or not mounted here
  }
}
function readNumber(file: string): number | null {
  const text = readText(file).trim()
  return /^\d+$/.test(text) ? Number(text) : null
}
