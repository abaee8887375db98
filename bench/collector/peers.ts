// Other collectors on the same stream: nfcapd (nfdump) writes files, nfacctd (pmacct) adds up in memory.
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { usageOfTree } from "./processes.ts"
import { pause, type Sent, type Step, type Totals } from "./step.ts"

const START_MS = 700
/** What nfacctd has in its buffer goes to the plugin by time. */
const FLUSH_MS = 4000
const RECEIVE_BUFFER_BYTES = 16_000_000

export type Send = (rate: number) => Promise<Sent>

export const isInstalled = (command: string): boolean => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0

export async function nfcapd(port: string, send: Send, rate: number): Promise<Step> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-nfcapd-"))
  const child = spawn("nfcapd", ["-w", folder, "-b", "127.0.0.1", "-p", port, "-B", String(RECEIVE_BUFFER_BYTES)], { stdio: "ignore" })
  const { sent, usage } = await during(child, send, rate)
  child.kill("SIGTERM")
  await once(child, "close")
  const got = { records: 0, bytes: 0, packets: 0 }
  for (const file of readdirSync(folder).filter((name) => name.startsWith("nfcapd."))) {
    const text = spawnSync("nfdump", ["-I", "-r", path.join(folder, file)], { encoding: "utf8" }).stdout
    const figure = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(text)?.[1] ?? 0)
    got.records += figure("Flows")
    got.bytes += figure("Bytes")
    got.packets += figure("Packets")
  }
  rmSync(folder, { recursive: true, force: true })
  return step(rate, sent, got, usage)
}

/** Its memory plugin with the 5-tuple as key: about what our flow table does, without hosts, applications and history. */
export async function nfacctd(port: string, send: Send, rate: number): Promise<Step> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-nfacctd-"))
  const pipe = path.join(folder, "pipe")
  writeFileSync(path.join(folder, "conf"), [
    "daemonize: false", "nfacctd_ip: 127.0.0.1", `nfacctd_port: ${port}`, `nfacctd_pipe_size: ${RECEIVE_BUFFER_BYTES}`, "nfacctd_time_new: true", "plugins: memory[m]",
    "aggregate[m]: src_host,dst_host,src_port,dst_port,proto,flows", `imt_path[m]: ${pipe}`, "imt_buckets[m]: 262139", "imt_mem_pools_number[m]: 0", "imt_mem_pools_size[m]: 1048576",
    "plugin_buffer_size[m]: 10240", "plugin_pipe_size[m]: 256000000", "",
  ].join("\n"))
  const child = spawn("nfacctd", ["-f", path.join(folder, "conf")], { stdio: "ignore", detached: true })
  const { sent, usage } = await during(child, send, rate)
  await pause(FLUSH_MS)
  const asked = spawnSync("pmacct", ["-s", "-p", pipe, "-O", "csv"], { encoding: "utf8", maxBuffer: 1 << 30 })
  process.kill(-(child.pid ?? 0), "SIGKILL") // its core process does not end by SIGTERM once the plugin has
  await once(child, "close")
  rmSync(folder, { recursive: true, force: true })
  const [head, ...rows] = asked.stdout.trim().split("\n").map((line) => line.split(","))
  const sumOf = (name: string) => rows.reduce((sum, row) => sum + Number(row[head.indexOf(name)] ?? 0), 0)
  return step(rate, sent, { records: sumOf("FLOWS"), bytes: sumOf("BYTES"), packets: sumOf("PACKETS") }, usage)
}

async function during(child: ChildProcess, send: Send, rate: number) {
  await pause(START_MS)
  const sent = await send(rate)
  await pause(START_MS)
  return { sent, usage: usageOfTree(child.pid ?? 0) }
}

function step(rate: number, sent: Sent, got: Totals, { cpuSeconds, rssMegabytes }: { readonly cpuSeconds: number; readonly rssMegabytes: number }): Step {
  return {
    rate, reached: sent.recordsPerSecond, lostRatio: 1 - got.records / sent.records, exact: got.records === sent.records && got.bytes === sent.bytes && got.packets === sent.packets,
    cpuSeconds, rssMegabytes: Math.round(rssMegabytes), drainSeconds: null,
  }
}
