// Two network namespaces joined by a veth pair: live capture is tested on real interfaces, as root.
import { execFileSync } from "node:child_process"
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { captureRights } from "../live/capture-rights.ts"
import { pcapBytes, type MadePacket } from "./capture-builder.ts"

export interface NetworkLab {
  /** The end of the pair that is here; the other end is in the namespace. */
  readonly near: string
  readonly far: string
  readonly folder: string
  readonly namespace: string
  /** Sends Ethernet frames from the far end as fast as it goes, or from the near one. */
  send(packets: readonly MadePacket[], options?: { loops?: number; from?: "near" | "far" }): void
  /** `ip` with these arguments, here. */
  ip(...args: readonly string[]): string
  /** Makes the pair again, as after its removal. */
  plug(): void
  remove(): void
}

/** Null when the lab can be built here; else why not. */
export function labObstacle(): string | null {
  if (process.platform !== "linux") return "this is not Linux"
  if (process.getuid?.() !== 0 || !captureRights().mayCapture) return "this needs root (network namespaces, CAP_NET_RAW)"
  for (const tool of ["ip", "tcpreplay", "sysctl"]) if (!isInstalled(tool)) return `${tool} is not installed (apt install iproute2 tcpreplay procps)`
  return null
}

function isInstalled(tool: string): boolean {
  return [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"].some((folder) => {
    try {
      accessSync(path.join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export function buildLab(): NetworkLab {
  const id = `${process.pid % 100_000}${Math.floor(Math.random() * 36).toString(36)}`
  const namespace = `nwt${id}`
  const [near, far] = [`nwn${id}`, `nwf${id}`]
  const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-lab-"))
  const run = (file: string, ...args: readonly string[]) => execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  const there = (...args: readonly string[]) => run("ip", "netns", "exec", namespace, ...args)
  const plug = () => {
    run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace)
    // Without IPv6 nothing is sent that the test does not send: no neighbour discovery, no multicast reports.
    run("sysctl", "-q", "-w", `net.ipv6.conf.${near}.disable_ipv6=1`)
    there("sysctl", "-q", "-w", `net.ipv6.conf.${far}.disable_ipv6=1`)
    run("ip", "link", "set", near, "up")
    there("ip", "link", "set", far, "up")
  }
  run("ip", "netns", "add", namespace)
  plug()
  return {
    near, far, folder, namespace, plug,
    ip: (...args) => run("ip", ...args),
    send(packets, { loops = 1, from = "far" } = {}) {
      const file = path.join(folder, "send.pcap")
      writeFileSync(file, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, packets))
      const args = ["--topspeed", "-q", `--loop=${loops}`, "-i", from === "far" ? far : near, file]
      if (from === "far") there("tcpreplay", ...args)
      else run("tcpreplay", ...args)
    },
    remove() {
      run("ip", "netns", "del", namespace)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** UDP frames over IPv4 from 10.9.0.1 to 10.9.0.2 with the given ports, optionally in a VLAN. */
export function udpFrame(srcPort: number, dstPort: number, frameBytes: number, vlan?: number): Uint8Array {
  const tag = vlan === undefined ? "" : `8100${vlan.toString(16).padStart(4, "0")}`
  const ipBytes = frameBytes - 14 - tag.length / 2
  const hex = (value: number) => value.toString(16).padStart(4, "0")
  const macs = "020000000002020000000001"
  const ip = `08004500${hex(ipBytes)}00000000401100000a0900010a090002`
  const udp = `${hex(srcPort)}${hex(dstPort)}${hex(ipBytes - 20)}0000`
  const frame = new Uint8Array(frameBytes)
  frame.set(Buffer.from(macs + tag + ip + udp, "hex"))
  return frame
}
