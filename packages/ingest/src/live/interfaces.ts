// The network interfaces of this machine (of this network namespace), those that are down included.
import { readFileSync, readlinkSync, statSync } from "node:fs"
import os from "node:os"
import path from "node:path"

export type InterfaceKind = "ethernet" | "wireless" | "loopback" | "bridge" | "bond" | "vlan" | "tunnel" | "virtual" | "all"

export interface NetworkInterface {
  /** What `-i N` means. */
  readonly position: number
  readonly name: string
  /** The kernel's number; 0 for "any". */
  readonly index: number
  /** With prefix length. */
  readonly addresses: readonly string[]
  /** "" when it has none. */
  readonly mac: string
  readonly isUp: boolean
  /** A cable is plugged in, the radio is associated. */
  readonly hasCarrier: boolean
  /** null: unknown, or no meaning. */
  readonly speedMbps: number | null
  readonly kind: InterfaceKind
}

/** In the order of the kernel's numbers, "any" last: positions stay as they are when an interface goes up or down. */
export function listInterfaces(): NetworkInterface[] {
  const found = process.platform === "linux" ? linuxInterfaces() : otherInterfaces()
  found.sort((a, b) => a.index - b.index || (a.name < b.name ? -1 : 1))
  if (process.platform === "linux") found.push({ name: "any", index: 0, addresses: [], mac: "", isUp: true, hasCarrier: true, speedMbps: null, kind: "all" })
  return found.map((one, at) => ({ position: at + 1, ...one }))
}

type Found = Omit<NetworkInterface, "position">

function linuxInterfaces(): Found[] {
  const addresses = addressesByName()
  const found: Found[] = []
  for (const name of linuxNames()) {
    const folder = path.join("/sys/class/net", name)
    const flags = Number(readWord(folder, "flags", "0"))
    const speed = Number(readWord(folder, "speed", "-1"))
    const hasCarrier = readWord(folder, "carrier", "0") === "1"
    const mac = readWord(folder, "address", "")
    found.push({
      name, index: Number(readWord(folder, "ifindex", "0")), addresses: addresses.get(name) ?? [],
      mac: mac === "00:00:00:00:00:00" ? "" : mac, isUp: (flags & 1) === 1, hasCarrier,
      speedMbps: hasCarrier && speed > 0 ? speed : null, kind: kindOf(folder),
    })
  }
  return found
}

/** /proc/net/dev belongs to our network namespace even where /sys shows another one's. */
function linuxNames(): string[] {
  const text = readFileSync("/proc/thread-self/net/dev", "utf8")
  return text.split("\n").slice(2).map((line) => line.split(":")[0]?.trim() ?? "").filter((name) => name !== "")
}

function kindOf(folder: string): InterfaceKind {
  const type = Number(readWord(folder, "type", "1"))
  if (type === 772) return "loopback"
  if (type === 801 || type === 803 || exists(folder, "wireless") || exists(folder, "phy80211")) return "wireless"
  if (exists(folder, "bridge")) return "bridge"
  if (exists(folder, "bonding")) return "bond"
  const deviceType = /^DEVTYPE=(.*)$/m.exec(readWord(folder, "uevent", ""))?.[1]
  if (deviceType === "vlan") return "vlan"
  if (type !== 1 || exists(folder, "tun_flags") || ["vxlan", "geneve", "gretap"].includes(deviceType ?? "")) return "tunnel"
  return isLink(folder, "device") ? "ethernet" : "virtual"
}

function readWord(folder: string, file: string, otherwise: string): string {
  try {
    return readFileSync(path.join(folder, file), "utf8").trim()
  } catch {
    return otherwise // the kernel refuses some of them while a link is down
  }
}

function exists(folder: string, file: string): boolean {
  return statSync(path.join(folder, file), { throwIfNoEntry: false }) !== undefined
}

function isLink(folder: string, file: string): boolean {
  try {
    return readlinkSync(path.join(folder, file)) !== ""
  } catch {
    return false
  }
}

function addressesByName(): Map<string, string[]> {
  return new Map(Object.entries(os.networkInterfaces()).map(([name, list]) => [name, (list ?? []).flatMap(({ cidr }) => cidr ?? [])]))
}

function otherInterfaces(): Found[] {
  return Object.entries(os.networkInterfaces()).map(([name, list = []], at) => ({
    name, index: at + 1, addresses: list.flatMap(({ cidr }) => cidr ?? []), mac: list[0]?.mac ?? "", isUp: true, hasCarrier: true, speedMbps: null,
    kind: list[0]?.internal ? "loopback" as const : "ethernet" as const,
  }))
}
