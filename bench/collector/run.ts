// The highest rate of flow records with less than 0.01 % lost, sender and receiver on this machine, each a process of its own.
//   npx tsx bench/collector/run.ts [--format netflow9|ipfix|sflow] [--flows 65536|new] [--seconds 5] [--stages decode,tables,nfcapd] [--from 100000] [--to 3200000]
// Rates double until something is lost, then the gap is halved three times. "exact" says that records, bytes and packets of the best step
// equal what was sent. nfcapd (Debian's nfdump) gets the same stream where it is installed.
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { createInterface } from "node:readline"
import { parseArgs } from "node:util"

const { values: args } = parseArgs({ options: {
  format: { type: "string", default: "netflow9" }, flows: { type: "string", default: "65536" }, seconds: { type: "string", default: "5" }, stages: { type: "string", default: "decode,tables,nfcapd" },
  from: { type: "string", default: "100000" }, to: { type: "string", default: "3200000" }, port: { type: "string", default: "20550" }, json: { type: "boolean", default: false },
} })
const TOLERATED = 0.0001
const here = import.meta.dirname
const target = `127.0.0.1:${args.port}`

interface Totals { records: number; bytes: number; packets: number }
interface Step { rate: number; reached: number; lostRatio: number; exact: boolean; cpuSeconds: number | null; rssMegabytes: number | null }

type Sent = Totals & { recordsPerSecond: number }

/** Lines of a child, one after the other. */
async function* lines(child: ChildProcess): AsyncGenerator<string> {
  if (child.stdout !== null) yield* createInterface({ input: child.stdout })
}

async function ours(stage: string, rate: number): Promise<Step> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(here, "receive.ts"), `flows://${target}`, stage], { stdio: ["pipe", "pipe", "inherit"] })
  const out = lines(child)
  await out.next()
  const sent = await sendAside(rate)
  child.stdin.write("stop\n")
  const got = JSON.parse((await out.next()).value as string) as Totals & { cpuSeconds: number; rssMegabytes: number }
  return {
    rate, reached: sent.recordsPerSecond, lostRatio: 1 - got.records / sent.records, exact: got.records === sent.records && got.bytes === sent.bytes && got.packets === sent.packets,
    cpuSeconds: got.cpuSeconds, rssMegabytes: got.rssMegabytes,
  }
}

/** In a process of its own, so that our own pipe is read meanwhile. */
async function sendAside(rate: number): Promise<Sent> {
  const child = spawn(process.execPath, ["--import", "tsx", path.join(here, "send.ts"), "--to", target, "--format", args.format, "--flows", args.flows, "--rate", String(rate), "--seconds", args.seconds], { stdio: ["ignore", "pipe", "inherit"] })
  return JSON.parse((await lines(child).next()).value as string) as Sent
}

async function nfcapd(_stage: string, rate: number): Promise<Step> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-nfcapd-"))
  const child = spawn("nfcapd", ["-w", folder, "-b", "127.0.0.1", "-p", args.port, "-B", "16000000"], { stdio: "ignore" })
  await new Promise((resolve) => setTimeout(resolve, 700))
  const sent = await sendAside(rate)
  await new Promise((resolve) => setTimeout(resolve, 700))
  child.kill("SIGTERM")
  await new Promise((resolve) => child.once("close", resolve))
  const got = { records: 0, bytes: 0, packets: 0 }
  for (const file of readdirSync(folder).filter((name) => name.startsWith("nfcapd."))) {
    const text = spawnSync("nfdump", ["-I", "-r", path.join(folder, file)], { encoding: "utf8" }).stdout
    const figure = (name: string) => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(text)?.[1] ?? 0)
    got.records += figure("Flows")
    got.bytes += figure("Bytes")
    got.packets += figure("Packets")
  }
  rmSync(folder, { recursive: true, force: true })
  return { rate, reached: sent.recordsPerSecond, lostRatio: 1 - got.records / sent.records, exact: got.records === sent.records && got.bytes === sent.bytes && got.packets === sent.packets, cpuSeconds: null, rssMegabytes: null }
}

async function highest(stage: string, measure: (stage: string, rate: number) => Promise<Step>): Promise<Step | null> {
  let best: Step | null = null
  let tooMuch = 0
  for (let rate = Number(args.from); rate <= Number(args.to) && tooMuch === 0; rate *= 2) {
    const step = await measure(stage, rate)
    console.error(`${stage} ${rate}: reached ${step.reached}, lost ${(100 * step.lostRatio).toFixed(3)} %`)
    if (step.lostRatio > TOLERATED) tooMuch = rate
    else best = step
    if (step.reached < 0.9 * rate) break // the sender's own limit
  }
  for (let halvings = 0; halvings < 3 && tooMuch > 0 && best !== null; halvings++) {
    const step = await measure(stage, Math.round((best.rate + tooMuch) / 2))
    console.error(`${stage} ${step.rate}: reached ${step.reached}, lost ${(100 * step.lostRatio).toFixed(3)} %`)
    if (step.lostRatio > TOLERATED) tooMuch = step.rate
    else best = step
  }
  return best
}

const results: Record<string, Step | null> = {}
for (const stage of args.stages.split(",")) {
  if (stage === "nfcapd" && (args.format === "sflow" || spawnSync("nfcapd", ["-V"]).error !== undefined)) continue
  results[stage] = await highest(stage, stage === "nfcapd" ? nfcapd : ours)
}
if (args.json) console.log(JSON.stringify(results))
else {
  console.log(`${args.format}, ${args.flows === "new" ? "every record a new flow" : `${args.flows} recurring flows`}, steps of ${args.seconds} s\n\n| receiver | records/s | lost | exact | CPU s | RSS MB |\n| --- | --- | --- | --- | --- | --- |`)
  for (const [stage, step] of Object.entries(results)) console.log(step === null ? `| ${stage} | below ${args.from} | | | | |` : `| ${stage} | ${step.reached} | ${(100 * step.lostRatio).toFixed(3)} % | ${step.exact ? "yes" : "no"} | ${step.cpuSeconds?.toFixed(1) ?? "-"} | ${step.rssMegabytes ?? "-"} |`)
}
