// What `-i` may be given: interface names and numbers, files, lists, directories, pipes, views.
import { closeSync, openSync, readFileSync, readSync, statSync, type Stats } from "node:fs"
import path from "node:path"
import { sniff } from "./capture/sniff.ts"
import { listInterfaces, type NetworkInterface } from "./live/interfaces.ts"
import { nearest } from "./nearest.ts"
import { recordSourceKind, recordSources } from "./records/index.ts"
import { SourceError } from "./source.ts"
import { openFailure } from "./sources/open-failure.ts"

export type InterfaceSpec =
  | { readonly kind: "interface"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "list"; readonly path: string; readonly files: readonly string[] }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "pipe"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "command"; readonly command: string }
  /** `members` are specs; ["all"] = every other interface of the monitor. */
  | { readonly kind: "view"; readonly members: readonly string[] }
  | { readonly kind: "dummy" }
  /** Flow records: NetFlow, IPFIX, sFlow, ZeroMQ, ... (`records/index.ts`). */
  | { readonly kind: "records"; readonly spec: string }

const MAX_SPEC_CHARACTERS = 511
const MAX_VIEW_MEMBERS = 8
const MAX_LIST_FILES = 100_000
const MAX_LIST_BYTES = 16 << 20

/** Throws SourceError: what is wrong with it, and the nearest that is right. */
export function parseInterfaceSpec(spec: string, interfaces: readonly NetworkInterface[] = listInterfaces()): InterfaceSpec {
  if (spec === "" || spec.length > MAX_SPEC_CHARACTERS) throw new SourceError("interface-invalid", `An interface name has 1 to ${MAX_SPEC_CHARACTERS} characters`, "Give a name, a number, a file, a directory, or - for standard input.")
  if (spec === "-") return { kind: "stdin" }
  if (spec === "dummy") return { kind: "dummy" }
  if (spec.startsWith("view:")) return parseView(spec)
  if (spec.startsWith("cmd:")) return { kind: "command", command: spec.slice(4) }
  if (recordSourceKind(spec) !== undefined) return { kind: "records", spec }
  refuseOtherForms(spec)
  if (/^\d+$/.test(spec)) return interfaceByPosition(Number(spec), interfaces)
  if (interfaces.some(({ name }) => name === spec)) return { kind: "interface", name: spec }
  const found = statSync(spec, { throwIfNoEntry: false })
  if (found !== undefined) return parsePath(spec, found)
  if (spec.includes("/") || /\.(pcap|pcapng|cap|gz|zst|txt|list)\d*$/i.test(spec)) throw openFailure(spec, Object.assign(new Error("no such file"), { code: "ENOENT" }))
  throw unknownInterface(spec, interfaces)
}

function parseView(spec: string): InterfaceSpec {
  const members = spec.slice("view:".length).split(",").map((member) => member.trim()).filter((member) => member !== "")
  if (members.length === 0 || members.length > MAX_VIEW_MEMBERS) throw new SourceError("view-invalid", `${spec} has to name 1 to ${MAX_VIEW_MEMBERS} interfaces`, "For example view:eth0,eth1, or view:all.")
  const nested = members.find((member) => member.startsWith("view:"))
  if (nested !== undefined) throw new SourceError("view-invalid", `${spec} contains another view, ${nested}`, "Name the interfaces themselves.")
  return { kind: "view", members }
}

/** Forms of flow collection that are not here, and of capture hardware that we do not drive. */
function refuseOtherForms(spec: string): void {
  const scheme = /^(?:[^@/]*@)?([a-z][a-z0-9+-]*):\/\//.exec(spec)?.[1]
  if (scheme !== undefined) {
    const schemes = recordSources.flatMap((kind) => kind.schemes)
    const similar = nearest(scheme, schemes)
    throw new SourceError("interface-invalid", `${spec}: there is no kind of source ${scheme}://`, `${similar === null ? "" : `Did you mean ${similar}://? `}Flows are collected from: ${schemes.map((one) => `${one}://`).join(", ")}`)
  }
  if (/^(zc|dna\d*|zcflow|nf|bridge|ntap|db|lowlatency|nt|myricom|napatech):/.test(spec) || /^dna\d/.test(spec)) {
    throw new SourceError("not-supported", `${spec} needs capture hardware or software that Netweir doesn't drive`, "Give the plain interface name, e.g. eth0; several workers share a busy one (--workers).")
  }
}

function interfaceByPosition(position: number, interfaces: readonly NetworkInterface[]): InterfaceSpec {
  const name = interfaces.find((one) => one.position === position)?.name
  if (name === undefined) throw new SourceError("interface-not-found", `There is no interface number ${position}`, `Run netweir interfaces: it numbers them from 1 to ${interfaces.length}.`)
  return { kind: "interface", name }
}

function unknownInterface(spec: string, interfaces: readonly NetworkInterface[]): SourceError {
  const names = interfaces.map(({ name }) => name)
  const parts = spec.split(",")
  if (parts.length > 1 && parts.every((part) => names.includes(part.trim()))) {
    return new SourceError("interface-not-found", `${spec} names ${parts.length} interfaces`, `Give each its own -i, or view them as one: -i view:${parts.join(",")}`)
  }
  const similar = nearest(spec, names)
  return new SourceError("interface-not-found", `There is no interface, file or directory ${spec}`, `${similar === null ? "" : `Did you mean ${similar}? `}There are: ${names.slice(0, 20).join(", ")}${names.length > 20 ? " ..." : ""}`)
}

function parsePath(spec: string, found: Stats): InterfaceSpec {
  if (found.isDirectory()) return { kind: "directory", path: spec }
  if (found.isFIFO() || found.isCharacterDevice() || found.isSocket()) return { kind: "pipe", path: spec }
  const files = listedFiles(spec, found.size)
  return files === null ? { kind: "file", path: spec } : { kind: "list", path: spec, files }
}

/** A text file whose first entry is a file: one path a line, `#` comments; relative to the list, else to the current directory. */
function listedFiles(list: string, bytes: number): string[] | null {
  if (bytes === 0 || bytes > MAX_LIST_BYTES) return null
  let head: Buffer
  try {
    const fd = openSync(list, "r")
    head = Buffer.alloc(Math.min(bytes, 4096))
    readSync(fd, head, 0, head.length, 0)
    closeSync(fd)
  } catch {
    return null // opening it as a capture will tell what is wrong
  }
  if (sniff(head, 0, head.length) !== "unknown" || head.includes(0)) return null
  const lines = readFileSync(list, "utf8").split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"))
  const locate = (line: string) => {
    const besideList = path.resolve(path.dirname(list), line)
    return statSync(besideList, { throwIfNoEntry: false }) === undefined ? line : besideList
  }
  const first = lines[0]
  if (first === undefined || !statSync(locate(first), { throwIfNoEntry: false })?.isFile()) return null
  return lines.slice(0, MAX_LIST_FILES).map(locate)
}
