// Live capture between two network namespaces: tcpreplay sends as fast as it can, the receiver counts. Needs root.
//   npx tsx bench/ingest/live.ts [--packets 4000000] [--bytes 336] [--runs 3] [--json]
// The sender shares the machine's cores with the receiver, so the sender's rate is part of the result. Every receiver has a
// 64 MB buffer. "engine" runs the flow table behind the ring.
import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import path from "node:path"
import { parseArgs } from "node:util"
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import type { SourceOptions } from "@netweir/ingest/source-options.ts"
import { pcapBytes } from "@netweir/ingest/testing/capture-builder.ts"
import { buildLab, labObstacle, udpFrame, type NetworkLab } from "@netweir/ingest/testing/network-lab.ts"
import { engineOptions } from "../engine/engine-options.ts"

interface Task { interfaceName: string; options: SourceOptions; withEngine: boolean; stop: SharedArrayBuffer }
interface Answer { received: number; delivered: number; drops: number; cpuSeconds: number }
interface Row { receiver: string; sentPerSecond: number; sent: number; counted: number; drops: number; cpuSeconds: number }

const { values: args } = parseArgs({ options: {
  packets: { type: "string", default: "4000000" }, bytes: { type: "string", default: "336" }, runs: { type: "string", default: "3" }, json: { type: "boolean", default: false },
} })
const DISTINCT_PACKETS = 200_000

/** The receiving worker: as in the product, one source in its own thread. */
async function receive({ interfaceName, options, withEngine, stop }: Task): Promise<Answer> {
  const source = openSource(interfaceName, options)
  await source.open()
  parentPort?.postMessage("open")
  const engine = withEngine ? createEngine(engineOptions({}), { onFlows() {}, onSeries() {} }) : null
  const flag = new Int32Array(stop)
  const cpu = process.cpuUsage()
  let delivered = 0
  for (let quiet = 0; quiet < 3; ) {
    const block = source.poll()
    if (block === null) {
      quiet = Atomics.load(flag, 0) === 1 ? quiet + 1 : 0
      await source.wait(50)
      continue
    }
    quiet = 0
    delivered += block.count
    engine?.process(block)
  }
  const { user, system } = process.cpuUsage(cpu)
  const { received, dropped } = source.counters()
  await source.close()
  return { received, delivered, drops: Object.values(dropped).reduce((sum, one) => sum + one, 0), cpuSeconds: (user + system) / 1e6 }
}

function startReceiver(task: Task): { opened: Promise<void>; answer: Promise<Answer> } {
  // tsx's loader is not inherited by workers started from a .ts file; give it again.
  const worker = new Worker(`import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}) })`, { eval: true, workerData: task })
  let resolveOpened: () => void
  const opened = new Promise<void>((resolve) => (resolveOpened = resolve))
  const answer = new Promise<Answer>((resolve, reject) => {
    worker.on("message", (message: "open" | Answer) => (message === "open" ? resolveOpened() : resolve(message)))
    worker.on("error", reject)
  })
  return { opened, answer }
}

/** Packets per second that the sender reached. */
async function send(lab: NetworkLab, file: string, loops: number): Promise<number> {
  const child = spawn("ip", ["netns", "exec", lab.namespace, "tcpreplay", "--topspeed", "-K", `--loop=${loops}`, "-i", lab.far, file], { stdio: ["ignore", "pipe", "ignore"] })
  let text = ""
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()))
  await new Promise((resolve) => child.once("close", resolve))
  return Number(/([\d.]+) pps/.exec(text)?.[1] ?? 0)
}

async function measure(lab: NetworkLab, file: string, receiver: string, options: SourceOptions, workers: number, withEngine: boolean): Promise<Row> {
  const loops = Math.ceil(Number(args.packets) / DISTINCT_PACKETS)
  const stop = new SharedArrayBuffer(4)
  const group = (process.pid + Math.floor(performance.now())) & 0xffff
  const receivers = Array.from({ length: workers }, () => startReceiver({ interfaceName: lab.near, withEngine, stop, options: workers > 1 ? { ...options, fanout: { group, workers } } : options }))
  await Promise.all(receivers.map(({ opened, answer }) => Promise.race([opened, answer])))
  const sentPerSecond = await send(lab, file, loops)
  Atomics.store(new Int32Array(stop), 0, 1)
  const answers = await Promise.all(receivers.map(({ answer }) => answer))
  const sum = (of: (answer: Answer) => number) => answers.reduce((total, answer) => total + of(answer), 0)
  // CPU time is the process's, the same for all its workers.
  return { receiver, sentPerSecond, sent: loops * DISTINCT_PACKETS, counted: sum(({ delivered }) => delivered), drops: sum(({ drops }) => drops), cpuSeconds: Math.max(...answers.map(({ cpuSeconds }) => cpuSeconds)) }
}

async function measureTcpdump(lab: NetworkLab, file: string): Promise<Row> {
  const loops = Math.ceil(Number(args.packets) / DISTINCT_PACKETS)
  const child = spawn("tcpdump", ["-i", lab.near, "-n", "-B", "65536", "-w", "/dev/null"], { stdio: ["ignore", "ignore", "pipe"] })
  let text = ""
  await new Promise<void>((resolve) => child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString()
    if (text.includes("listening on")) resolve()
  }))
  const sentPerSecond = await send(lab, file, loops)
  await new Promise((resolve) => setTimeout(resolve, 500)) // its last ring block
  child.kill("SIGINT")
  await new Promise((resolve) => child.once("close", resolve))
  const number = (what: RegExp) => Number(what.exec(text)?.[1] ?? 0)
  return { receiver: "peer: tcpdump -w /dev/null", sentPerSecond, sent: loops * DISTINCT_PACKETS, counted: number(/(\d+) packets captured/), drops: number(/(\d+) packets dropped by kernel/), cpuSeconds: 0 }
}

async function main(): Promise<void> {
  const obstacle = labObstacle()
  if (obstacle !== null) return console.log(`live capture is not measured: ${obstacle}`)
  const lab = buildLab()
  try {
    const file = path.join(lab.folder, "bench.pcap")
    const frames = Array.from({ length: DISTINCT_PACKETS }, (_, at) => ({ timestampUs: at, bytes: udpFrame(1024 + (at % 15_000), 53 + (at % 7), Number(args.bytes)) }))
    writeFileSync(file, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, frames))
    const ways: [string, () => Promise<Row>][] = [
      ["ring", () => measure(lab, file, "ring, counting", {}, 1, false)],
      ["engine", () => measure(lab, file, "ring, flow table behind it", {}, 1, true)],
      ["fanout", () => measure(lab, file, "ring, 2 workers by fanout, flow tables", {}, 2, true)],
      ["filter", () => measure(lab, file, "ring, kernel filter `udp dst port 53`", { filter: "udp dst port 53" }, 1, false)],
      ["small", () => measure(lab, file, "ring of 4 MB, flow table", { ringBytes: 4 << 20 }, 1, true)],
      ["child", () => measure(lab, file, "tcpdump child (fall-back)", { captureWith: "tcpdump" }, 1, false)],
      ["peer", () => measureTcpdump(lab, file)],
    ]
    const rows: Row[] = []
    for (const [, way] of ways) for (let run = 0; run < Number(args.runs); run++) rows.push(await way())
    if (args.json) return console.log(JSON.stringify(rows))
    console.log("| receiver | sent/s | sent | counted | drops reported | lost | CPU s |\n| --- | --- | --- | --- | --- | --- | --- |")
    for (const { receiver, sentPerSecond, sent, counted, drops, cpuSeconds } of rows) {
      const lost = receiver.includes("filter") ? "-" : `${(((sent - counted) / sent) * 100).toFixed(2)} %`
      console.log(`| ${receiver} | ${(sentPerSecond / 1e6).toFixed(2)} M | ${sent} | ${counted} | ${drops} | ${lost} | ${cpuSeconds === 0 ? "-" : cpuSeconds.toFixed(2)} |`)
    }
  } finally {
    lab.remove()
  }
}

if (isMainThread) await main()
else parentPort?.postMessage(await receive(workerData as Task))
