// What stands behind the -i options: real sources, list files (one interface per file named in them), views.
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs"
import path from "node:path"

export type InterfaceTarget =
  | { readonly kind: "source"; readonly name: string; readonly target: string }
  | { readonly kind: "view"; readonly name: string; readonly members: readonly string[] | "all" }

/** A view combines at most so many interfaces, as ntopng's. */
export const MAX_VIEW_MEMBERS = 32
const MAX_LIST_ENTRIES = 1_000
const MAX_LIST_BYTES = 1_000_000

/** Views come last: their members must exist. Names are made unique: a second `a.pcap` from another folder shows its folder. */
export function interfaceTargets(given: readonly string[]): InterfaceTarget[] {
  const sources = given.filter((one) => !one.startsWith("view:")).flatMap((one) => (isListFile(one) ? readList(one) : [one]))
  const views = given.filter((one) => one.startsWith("view:"))
  const taken = new Set<string>()
  const unique = (name: string, longer: string): string => {
    let result = taken.has(name) ? longer : name
    for (let count = 2; taken.has(result); count++) result = `${longer} (${count})`
    taken.add(result)
    return result
  }
  return [
    ...sources.map((target): InterfaceTarget => ({ kind: "source", target, name: unique(displayName(target), target) })),
    ...views.map((text): InterfaceTarget => {
      const list = text.slice("view:".length)
      return { kind: "view", name: unique(text, text), members: list === "all" ? "all" : list.split(",").map((one) => one.trim()).filter(Boolean).slice(0, MAX_VIEW_MEMBERS) }
    }),
  ]
}

function displayName(target: string): string {
  if (target === "-") return "stdin"
  return target.includes("/") && existsSync(target) ? path.basename(target) : target
}

/** A text file that names capture files, one a line. Captures, compressed or not, begin with bytes that no path begins with. */
function isListFile(target: string): boolean {
  if (target === "-" || !existsSync(target) || !statSync(target).isFile()) return false
  const head = Buffer.alloc(512)
  const file = openSync(target, "r")
  try {
    const length = readSync(file, head, 0, head.length, 0)
    if (length === 0) return false
    // Text of paths: no control characters but line ends and tabs.
    return head.subarray(0, length).every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)
  } finally {
    closeSync(file)
  }
}

function readList(file: string): string[] {
  const folder = path.dirname(file)
  const lines = readFileSync(file, "utf8").slice(0, MAX_LIST_BYTES).split(/\r?\n/).map((line) => line.trim())
  return lines.filter((line) => line !== "" && !line.startsWith("#")).slice(0, MAX_LIST_ENTRIES).map((line) => (path.isAbsolute(line) ? line : path.join(folder, line)))
}

/** Only devices are shared by several workers and opened again when they fail: paths, pipes and addresses are something else. */
export function looksLikeDevice(target: string): boolean {
  return target !== "-" && !/[/:]/.test(target) && !/\.(pcap|pcapng|cap)(\.|$)/i.test(target) && !existsSync(target)
}
