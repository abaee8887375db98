// The highest rate of flow records with less than 0.01 % lost, sender and receiver on this machine, each a process of its own.
//   npx tsx bench/collector/run.ts [--format netflow9|ipfix|sflow] [--flows 65536|new|new-hosts] [--seconds 5] [--warm 0] [--workers 1] [--stages decode,tables,history,nfcapd,nfacctd] [--from 100000] [--to 3200000]
// Rates double until something is lost, then the gap is halved three times. "exact" says that records, bytes and packets of the best step
// equal what was sent. Before each step a quarter of its rate is sent for --warm seconds: flows are known and code is compiled by then; what is
// lost of it counts as well. "history" is the whole program (`npm run build` first; with --workers threads): what its database holds after it has stopped is summed up, and
// it must have kept up: what is left when the sender ends is on disk within a fifth of the time that sending took, or within DRAIN_SECONDS.
// nfcapd (nfdump) and nfacctd (pmacct) get the same stream where they are installed.
import { spawn, type ChildProcess } from "node:child_process"
import path from "node:path"
import { createInterface } from "node:readline"
import { parseArgs } from "node:util"
import { SFLOW_RATE } from "./formats.ts"
import { NetweirReceiver } from "./into-history.ts"
import { isInstalled, nfacctd, nfcapd } from "./peers.ts"
import type { Measure, Sent, Step, Totals } from "./step.ts"

const { values: args } = parseArgs({ options: {
  format: { type: "string", default: "netflow9" }, flows: { type: "string", default: "65536" }, seconds: { type: "string", default: "5" }, warm: { type: "string", default: "0" }, workers: { type: "string", default: "1" }, stages: { type: "string", default: "decode,tables,nfcapd,nfacctd" },
  from: { type: "string", default: "100000" }, to: { type: "string", default: "3200000" }, port: { type: "string", default: "20550" }, json: { type: "boolean", default: false },
} })
const TOLERATED = 0.0001
const DRAIN_SECONDS = 5
const WEB_PORT = 20_980
const here = import.meta.dirname
const target = `127.0.0.1:${args.port}`

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
    cpuSeconds: got.cpuSeconds, rssMegabytes: got.rssMegabytes, drainSeconds: null,
  }
}

async function intoHistory(rate: number): Promise<Step> {
  const netweir = new NetweirReceiver(target, WEB_PORT, ["--workers", args.workers])
  try {
    await netweir.ready()
    const before = netweir.usage()
    let rssMegabytes = before.rssMegabytes
    const watch = setInterval(() => { rssMegabytes = Math.max(rssMegabytes, netweir.usage().rssMegabytes) }, 500)
    const sent = await sendAside(rate)
    const ended = performance.now()
    const { records, dropped } = await netweir.standsStill()
    clearInterval(watch)
    const { cpuSeconds } = netweir.usage()
    const closing = await netweir.stop()
    const drainSeconds = (performance.now() - ended) / 1000
    const { rows, bytes, packets, spooledFiles } = await netweir.kept()
    const scale = args.format === "sflow" ? SFLOW_RATE : 1
    const isLate = spooledFiles > 0 || drainSeconds > Math.max(DRAIN_SECONDS, Number(args.seconds) / 5)
    return {
      rate, reached: sent.recordsPerSecond, lostRatio: isLate ? 1 : 1 - Math.min(records / sent.records, packets / (sent.packets * scale)),
      exact: records === sent.records && dropped === 0 && bytes === sent.bytes * scale && packets === sent.packets * scale,
      cpuSeconds: cpuSeconds - before.cpuSeconds, rssMegabytes: Math.round(rssMegabytes), drainSeconds,
      note: `${rows} rows, received ${records} of ${sent.records}, dropped ${dropped}, bytes ${bytes - sent.bytes * scale} off, packets ${packets - sent.packets * scale} off, ${spooledFiles} files left in the spool, stop took ${closing.toFixed(1)} s`,
    }
  } finally {
    await netweir.stop()
    netweir.remove()
  }
}

/** In a process of its own, so that our own pipe is read meanwhile. */
async function sendAside(rate: number): Promise<Sent> {
  const warm = Number(args.warm) > 0 ? await sendOnce(rate / 4, args.warm, 0) : null
  const sent = await sendOnce(rate, args.seconds, warm?.nextFlow ?? 0)
  if (warm === null) return sent
  return { ...sent, records: warm.records + sent.records, bytes: warm.bytes + sent.bytes, packets: warm.packets + sent.packets }
}
async function sendOnce(rate: number, seconds: string, skip: number): Promise<Sent & { readonly nextFlow: number }> {
  const words = ["--to", target, "--format", args.format, "--flows", args.flows, "--rate", String(rate), "--seconds", seconds, "--skip", String(skip)]
  const child = spawn(process.execPath, ["--import", "tsx", path.join(here, "send.ts"), ...words], { stdio: ["ignore", "pipe", "inherit"] })
  return JSON.parse((await lines(child).next()).value as string) as Sent & { readonly nextFlow: number }
}

async function highest(stage: string, measure: Measure): Promise<Step | null> {
  let best: Step | null = null
  let tooMuch = 0
  async function measured(rate: number): Promise<Step> {
    const step = await measure(rate)
    console.error(`${stage} ${rate}: reached ${step.reached}, lost ${(100 * step.lostRatio).toFixed(3)} %${step.drainSeconds === null ? "" : `, drained in ${step.drainSeconds.toFixed(1)} s`}, CPU ${step.cpuSeconds?.toFixed(1)} s, ${step.rssMegabytes} MB ${step.note ?? ""}`)
    if (step.lostRatio > TOLERATED) tooMuch = rate
    else best = step
    return step
  }
  for (let rate = Number(args.from); rate <= Number(args.to) && tooMuch === 0; rate *= 2) {
    if ((await measured(rate)).reached < 0.9 * rate) break // the sender's own limit
  }
  for (let halvings = 0; halvings < 3 && tooMuch > 0 && best !== null; halvings++) await measured(Math.round(((best as Step).rate + tooMuch) / 2))
  return best
}

const receivers: Readonly<Record<string, { readonly needs: string | null; readonly measure: Measure }>> = {
  decode: { needs: null, measure: (rate) => ours("decode", rate) },
  tables: { needs: null, measure: (rate) => ours("tables", rate) },
  history: { needs: null, measure: intoHistory },
  nfcapd: { needs: "nfcapd", measure: (rate) => nfcapd(args.port, sendAside, rate) },
  nfacctd: { needs: "nfacctd", measure: (rate) => nfacctd(args.port, sendAside, rate) },
}

const results: Record<string, Step | null> = {}
for (const stage of args.stages.split(",")) {
  const receiver = receivers[stage]
  if (receiver === undefined) throw new Error(`--stages ${stage}: one of ${Object.keys(receivers).join(", ")}`)
  if (receiver.needs !== null && (args.format === "sflow" || !isInstalled(receiver.needs))) continue
  results[stage] = await highest(stage, receiver.measure)
}
if (args.json) console.log(JSON.stringify(results))
else {
  console.log(`${args.format}, ${args.flows.startsWith("new") ? `every record a new flow${args.flows === "new" ? "" : " of a new client"}` : `${args.flows} recurring flows`}, steps of ${args.seconds} s\n\n| receiver | records/s | lost | exact | CPU s | RSS MB | drained after s |\n| --- | --- | --- | --- | --- | --- | --- |`)
  for (const [stage, step] of Object.entries(results)) console.log(step === null ? `| ${stage} | below ${args.from} | | | | | |` : `| ${stage} | ${step.reached} | ${(100 * step.lostRatio).toFixed(3)} % | ${step.exact ? "yes" : "no"} | ${step.cpuSeconds?.toFixed(1) ?? "-"} | ${step.rssMegabytes ?? "-"} | ${step.drainSeconds?.toFixed(1) ?? "-"} |`)
}
