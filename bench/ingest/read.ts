// How fast captures are read: every format and compression of one and the same file, tcpdump beside it.
//   npx tsx bench/ingest/read.ts FILE.pcap [--runs N] [--json]
// Each reading is a process of its own; the median of N counts, page cache warm. Other formats are made from FILE with editcap,
// gzip and zstd in a temporary directory (about twice the size of FILE).
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, openSync, rmSync, statSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { openSource } from "@netweir/ingest/open-source.ts"

interface Reading { packets: number; seconds: number; cpuSeconds: number; rssMegabytes: number }

const { values: args, positionals: [file] } = parseArgs({
  allowPositionals: true, options: { runs: { type: "string", default: "5" }, json: { type: "boolean", default: false }, filter: { type: "string", default: "" }, single: { type: "boolean", default: false } },
})
if (file === undefined) throw new Error("usage: npx tsx bench/ingest/read.ts FILE.pcap [--runs N] [--json]")

async function readOnce(spec: string, filter: string): Promise<Reading> {
  const source = openSource(spec, { filter })
  await source.open()
  const began = performance.now()
  const cpu = process.cpuUsage()
  let packets = 0
  for (let block = source.poll(); block !== null || !source.ended; block = source.poll()) {
    if (block === null) await source.wait(50)
    else packets += block.count
  }
  const { user, system } = process.cpuUsage(cpu)
  await source.close()
  return { packets, seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6, rssMegabytes: process.resourceUsage().maxRSS / 1024 }
}

/** The median by time of several processes. */
function median(readings: readonly Reading[]): Reading {
  const sorted = readings.toSorted((a, b) => a.seconds - b.seconds)
  return sorted[sorted.length >> 1]
}

function inOwnProcess(spec: string, filter = ""): Reading {
  const runs = Array.from({ length: Number(args.runs) }, () => execFileSync(process.execPath, ["--import", "tsx", fileURLToPath(import.meta.url), spec, "--single", "--filter", filter], { encoding: "utf8" }))
  return median(runs.map((line) => JSON.parse(line) as Reading))
}

function tcpdump(capture: string, packets: number): Reading {
  return median(Array.from({ length: Number(args.runs) }, () => {
    const began = performance.now()
    spawnSync("tcpdump", ["-r", capture, "-w", "/dev/null"], { stdio: "ignore" })
    return { packets, seconds: (performance.now() - began) / 1000, cpuSeconds: 0, rssMegabytes: 0 }
  }))
}

function compare(capture: string): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-bench-read-"))
  try {
    const [pcapng, gzip, zstd] = ["mix.pcapng", "mix.pcap.gz", "mix.pcap.zst"].map((name) => path.join(folder, name))
    execFileSync("editcap", ["-F", "pcapng", capture, pcapng])
    execFileSync("gzip", ["-1", "-c", capture], { stdio: ["ignore", openSync(gzip, "w"), "inherit"] })
    execFileSync("zstd", ["-q", "-3", capture, "-o", zstd])
    const rows: { what: string; file: string; reading: Reading }[] = [
      { what: "pcap", file: capture, reading: inOwnProcess(capture) },
      { what: "pcap, filter `tcp port 443`", file: capture, reading: inOwnProcess(capture, "tcp port 443") },
      { what: "pcapng", file: pcapng, reading: inOwnProcess(pcapng) },
      { what: "pcap.gz (gzip -1)", file: gzip, reading: inOwnProcess(gzip) },
      { what: "pcap.zst (zstd -3)", file: zstd, reading: inOwnProcess(zstd) },
    ]
    const packets = rows[0].reading.packets
    rows.push({ what: "peer: tcpdump -r pcap -w /dev/null", file: capture, reading: tcpdump(capture, packets) })
    rows[1].reading.packets = packets // all were read, some were refused
    if (args.json) return console.log(JSON.stringify(rows.map(({ what, reading }) => ({ what, ...reading }))))
    console.log("| input | size | seconds | M packets/s | CPU s | peak RSS |\n| --- | --- | --- | --- | --- | --- |")
    for (const { what, file: input, reading } of rows) {
      const cost = reading.cpuSeconds === 0 ? "- | -" : `${reading.cpuSeconds.toFixed(2)} | ${reading.rssMegabytes.toFixed(0)} MB`
      console.log(`| ${what} | ${(statSync(input).size / 1e6).toFixed(0)} MB | ${reading.seconds.toFixed(2)} | ${(reading.packets / reading.seconds / 1e6).toFixed(1)} | ${cost} |`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (args.single) console.log(JSON.stringify(await readOnce(file, args.filter)))
else compare(file)
