// `npm run bench`: every figure, one after the other, printed as Markdown and, when all were measured, written to bench/RESULTS.md. Needs ../shared (for the workload), and for
// the peers and the live part Debian's libndpi-bin, tcpreplay, tcpdump, iproute2 and root; what is missing is said and left out.
// --only PART,PART measures some (with --write it takes their place in RESULTS.md, dated), --packets N and --runs N say how much of it.
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const { values: args } = parseArgs({ options: { packets: { type: "string", default: "5000000" }, mix: { type: "string" }, runs: { type: "string", default: "3" }, only: { type: "string" }, write: { type: "boolean", default: false } } })
const scratch = mkdtempSync(path.join(os.tmpdir(), "netweir-bench-"))
const has = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0
const wants = (part) => !args.only || args.only.split(",").includes(part)
const said = []
function say(text = "") {
  console.log(text)
  said.push(text)
}
/** Wall and CPU seconds and peak memory of a command, the best of the runs. */
function timed(command, commandArgs) {
  let best = null
  for (let i = 0; i < Number(args.runs); i++) {
    const { stderr, status } = spawnSync("/usr/bin/time", ["-f", "%e %U %S %M", command, ...commandArgs], { cwd: root, encoding: "utf8", stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 28 })
    const [wall, user, system, kilobytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number)
    if (status === 0 && (!best || wall < best.wall)) best = { wall, cpu: user + system, megabytes: Math.round(kilobytes / 1024) }
  }
  return best
}

say(`# Results of ${new Date().toISOString().slice(0, 10)}\n`)
say(`${os.cpus()[0].model}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}; load average at the start ${os.loadavg()[0].toFixed(1)}\n`)

const mix = args.mix ?? path.join(scratch, "mix.pcap")
if (!existsSync(mix)) {
  const maker = path.join(root, "..", "shared", "bench", "make-mix.mjs")
  if (!existsSync(maker)) { say("!! ../shared is not here, so there is no `mix` to measure on; give a capture with --mix FILE."); process.exit(1) }
  const { packets, captures, copies, megabytes } = JSON.parse(execFileSync("node", [maker, "--pcaps", path.join(root, "..", "shared", "dpi", "pcap"), "--out", mix, "--packets", args.packets], { encoding: "utf8" }))
  say(`The mix: ${packets} packets, ${megabytes} MB, ${captures} public captures in ${copies} copies with other addresses, about ten packets a flow.\n`)
}
execFileSync("node", ["scripts/build.mjs", "--server"], { cwd: root })

if (wants("analyze")) {
  say("## Capture file to flows with applications, one thread\n\nBudget: three times ndpiReader's speed.\n\n| program | wall s | CPU s | M packets/s (wall) | RSS MB |\n|---|---|---|---|---|")
  const counted = JSON.parse(execFileSync("npx", ["tsx", "bench/engine/stages.ts", mix, "--stage", "read"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))
  const row = (name, result) => result && say(`| ${name} | ${result.wall.toFixed(1)} | ${result.cpu.toFixed(1)} | ${(counted.packets / result.wall / 1e6).toFixed(2)} | ${result.megabytes} |`)
  row("`netweir analyze --format summary`", timed("node", ["bin/netweir.mjs", "analyze", mix, "--format", "summary"]))
  if (has("ndpiReader")) row(`\`ndpiReader -q\``, timed("ndpiReader", ["-i", mix, "-q"]))
  if (has("tcpdump")) row("`tcpdump -r -w /dev/null`", timed("tcpdump", ["-r", mix, "-w", "/dev/null"]))
  if (!has("ndpiReader")) say("\n(ndpiReader is not installed: apt-get install libndpi-bin)")
  say()
}
if (wants("stages")) {
  say("## Split by stage (each with all before it)\n\n```")
  say(execFileSync("npx", ["tsx", "bench/engine/stages.ts", mix, "--runs", args.runs], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trimEnd())
  say("```\n")
}
if (wants("memory")) {
  say("## Memory, nothing idle\n\nBudgets: 400 bytes a flow, 600 bytes a host.\n\n```")
  say(execFileSync("node", ["--expose-gc", "--import", "tsx", "bench/engine/memory.ts", mix], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trimEnd())
  say("```\n")
}
if (wants("dissectors")) {
  for (const [title, script, ...rest] of [["Dissectors: ns per payload that nobody recognises", "packages/engine/src/inspect/measure-no-match.ts"], ["Dissectors: false matches of 1,000,000 payloads", "bench/engine/dissectors.ts"], ["Changed captures", "bench/engine/hostile.ts", "5"]]) {
    say(`## ${title}\n\n\`\`\``)
    const { stdout } = spawnSync("npx", ["tsx", script, ...rest], { cwd: root, encoding: "utf8" })
    say(stdout.trimEnd())
    say("```\n")
  }
}
if (wants("store")) {
  say("## History\n\n```")
  say(execFileSync("npx", ["tsx", "bench/store/run.ts", "--capture", mix], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trimEnd())
  say("```\n")
}
/** Scripts that print their own figures; the first needs the capture, the others make their traffic. */
const others = [
  ["ingest", "Reading a capture", ["bench/ingest/read.ts", mix]],
  ["live", "Live capture between two network namespaces", ["bench/ingest/live.ts", "--runs", args.runs]],
  ["netflow", "Decoding NetFlow and IPFIX", ["bench/ingest/netflow.ts", "--seconds", "1"]],
  ["records", "Flow records by stage, 65,536 recurring flows", ["bench/collector/stages.ts"]],
  ["records", "Flow records by stage, every record a new flow", ["bench/collector/stages.ts", "--new", "--records", "1000000"]],
  ["collector", "Flow records over loopback, highest rate with < 0.01 % loss", ["bench/collector/run.ts"]],
  ["collector", "The same with every record a new flow", ["bench/collector/run.ts", "--flows", "new", "--stages", "tables,nfcapd,nfacctd", "--from", "40000"]],
  ["collector", "IPFIX over loopback", ["bench/collector/run.ts", "--format", "ipfix", "--stages", "decode,tables"]],
  ["collector", "sFlow over loopback, flows known (a quarter of the rate goes before for 4 s)", ["bench/collector/run.ts", "--format", "sflow", "--stages", "decode,tables", "--warm", "4"]],
  ["history", "Flow records into history, the whole program", ["bench/collector/run.ts", "--stages", "history", "--seconds", "10"]],
  ["history", "Flow records into history, every record a new flow", ["bench/collector/run.ts", "--flows", "new", "--stages", "history", "--seconds", "15", "--from", "20000"]],
  ["history", "Flow records into history, every record a new flow, two threads", ["bench/collector/run.ts", "--flows", "new", "--stages", "history", "--seconds", "15", "--from", "20000", "--workers", "2"]],
]
for (const [part, title, command] of others) {
  if (!wants(part)) continue
  say(`## ${title}\n\n\`\`\``)
  const { stdout, stderr, status } = spawnSync("npx", ["tsx", ...command], { cwd: root, encoding: "utf8", timeout: 900_000 })
  say((status === 0 ? stdout : `${stdout}\nnot run: ${stderr.trim().split("\n").at(-1)}`).trimEnd())
  say("```\n")
}
const results = path.join(root, "bench", "RESULTS.md")
if (!args.only) writeFileSync(results, `${said.join("\n").trimEnd()}\n`)
else if (args.write) writeFileSync(results, replaceSections(readFileSync(results, "utf8"), said.join("\n")))
rmSync(scratch, { recursive: true, force: true })

/** Sections of `now` in the place of those with the same title; new ones come last. */
function replaceSections(before, now) {
  const [head, ...old] = before.split(/^(?=## )/m)
  const [, ...measured] = now.split(/^(?=## )/m)
  const titleOf = (section) => section.slice(0, section.indexOf("\n"))
  const dated = measured.map((section) => `${titleOf(section)}\n\nMeasured ${new Date().toISOString().slice(0, 10)}, apart from the rest.\n${section.slice(titleOf(section).length + 1).trimEnd()}\n\n`)
  const kept = old.map((section) => dated.find((one) => titleOf(one) === titleOf(section)) ?? `${section.trimEnd()}\n\n`)
  const added = dated.filter((section) => !old.some((one) => titleOf(one) === titleOf(section)))
  return `${[head, ...kept, ...added].join("").trimEnd()}\n`
}
