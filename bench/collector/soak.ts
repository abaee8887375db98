// The whole program under a steady stream for long: is its memory flat, does history hold exactly what was sent?
//   npm run build && npx tsx bench/collector/soak.ts [--minutes 30] [--rate 250000] [--flows 65536|new|new-hosts] [--format netflow9|ipfix|sflow] [--restart-seconds 60] [--workers 1]
// Templates are sent every second; the exporters begin anew (sequence, uptime, templates) every --restart-seconds.
import { spawn } from "node:child_process"
import path from "node:path"
import { createInterface } from "node:readline"
import { parseArgs } from "node:util"
import { SFLOW_RATE } from "./formats.ts"
import { NetweirReceiver } from "./into-history.ts"
import { pause, type Sent } from "./step.ts"

const { values: args } = parseArgs({ options: {
  minutes: { type: "string", default: "30" }, rate: { type: "string", default: "250000" }, flows: { type: "string", default: "65536" }, format: { type: "string", default: "netflow9" },
  "restart-seconds": { type: "string", default: "60" }, workers: { type: "string", default: "1" }, port: { type: "string", default: "20551" },
} })
const WEB_PORT = 20_981
const SAMPLE_MS = 10_000
const WINDOW_SAMPLES = 30
const target = `127.0.0.1:${args.port}`

const netweir = new NetweirReceiver(target, WEB_PORT, ["--workers", args.workers])
try {
  await netweir.ready()
  const before = netweir.usage()
  const words = ["--to", target, "--format", args.format, "--flows", args.flows, "--rate", args.rate, "--seconds", String(60 * Number(args.minutes)), "--restart-ms", String(1000 * Number(args["restart-seconds"]))]
  const sender = spawn(process.execPath, ["--import", "tsx", path.join(import.meta.dirname, "send.ts"), ...words], { stdio: ["ignore", "pipe", "inherit"] })
  let sent: Sent | null = null
  const told = (async () => {
    for await (const line of createInterface({ input: sender.stdout })) sent = JSON.parse(line) as Sent
  })()
  let isSending = true
  void told.then(() => { isSending = false })
  const resident: number[] = []
  for (let nextMs = Date.now() + SAMPLE_MS; isSending; ) {
    await pause(Math.min(1000, Math.max(1, nextMs - Date.now())))
    if (Date.now() < nextMs) continue
    nextMs += SAMPLE_MS
    resident.push(netweir.usage().rssMegabytes)
    if (resident.length % WINDOW_SAMPLES === 0) console.error(`${(resident.length * SAMPLE_MS) / 60_000} min: ${median(resident.slice(-WINDOW_SAMPLES)).toFixed(0)} MB, ${JSON.stringify(await netweir.received())}`)
  }
  if (sent === null) throw new Error("the sender said nothing")
  const { records, bytes, packets, recordsPerSecond } = sent as Sent
  const { records: received, dropped } = await netweir.standsStill()
  const { cpuSeconds } = netweir.usage()
  const stopSeconds = await netweir.stop()
  const kept = await netweir.kept()
  const scale = args.format === "sflow" ? SFLOW_RATE : 1
  const windows = Array.from({ length: Math.ceil(resident.length / WINDOW_SAMPLES) }, (_, i) => Math.round(median(resident.slice(i * WINDOW_SAMPLES, (i + 1) * WINDOW_SAMPLES))))
  console.log(`${args.format}, ${args.flows} flows, ${args.minutes} minutes at ${recordsPerSecond} records/s, exporters begin anew every ${args["restart-seconds"]} s`)
  console.log(`sent ${records} records, received ${received}, dropped ${dropped}; history: ${kept.rows} rows, bytes ${kept.bytes - bytes * scale} off, packets ${kept.packets - packets * scale} off, ${kept.spooledFiles} files left in the spool`)
  console.log(`memory of all processes, median per 5 minutes: ${windows.join(", ")} MB (largest sample ${Math.round(Math.max(...resident))}); ${Math.round(cpuSeconds - before.cpuSeconds)} s of CPU, stopped in ${stopSeconds.toFixed(1)} s`)
  process.exitCode = received === records && kept.bytes === bytes * scale && kept.packets === packets * scale ? 0 : 1
} finally {
  await netweir.stop()
  netweir.remove()
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
