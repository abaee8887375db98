// `netweir analyze` as people run it: real captures in, files and text out.
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, expect, test, vi } from "vitest"
import { ascii, ethernet, ipv4, tcp, udp, type Bytes } from "@netweir/engine/decode/testing.ts"
import type { FlowRow } from "@netweir/model"
import type { AnalyzeConfig } from "../config/analyze-config.ts"
import { analyze } from "./analyze.ts"

const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-analyze-"))
afterAll(() => rmSync(folder, { recursive: true }))
const root = path.join(import.meta.dirname, "../../../..")

const config = (changes: Partial<AnalyzeConfig>): AnalyzeConfig => ({
  files: [], outDir: null, format: "table", filter: "", packetFilter: "", idleTimeoutSeconds: 60, localNetworks: ["10.0.0.0/8"], maxFlows: null,
  maxHosts: null, entropy: false, decapsulate: true, customProtocolsFile: null, rulesDir: null, verbosity: 2, ...changes,
})

/** A capture file of these frames, one second apart. */
function capture(name: string, frames: readonly Bytes[]): string {
  const file = path.join(folder, name)
  const head = Buffer.alloc(24)
  for (const [at, value] of [[0, 0xa1b2c3d4], [16, 262_144], [20, 1]] as const) head.writeUInt32LE(value, at)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  const records = frames.flatMap((bytes, i) => {
    const record = Buffer.alloc(16)
    for (const [at, value] of [[0, 1_700_000_000 + i], [8, bytes.length], [12, bytes.length]] as const) record.writeUInt32LE(value, at)
    return [record, Buffer.from(bytes)]
  })
  writeFileSync(file, Buffer.concat([head, ...records]))
  return file
}

/** An HTTP request whose host name is a spreadsheet formula, its answer, and a datagram. */
const sample = capture("sample.pcap", [
  ethernet(ipv4({ protocol: 6 }, tcp(ascii("GET /a HTTP/1.1\r\nHost: =cmd\r\nUser-Agent: curl/8.0\r\n\r\n"), { flags: 0x18, sequence: 100 }))),
  ethernet(ipv4({ protocol: 6, src: "10.0.0.2", dst: "10.0.0.1" }, tcp(ascii("HTTP/1.1 200 OK\r\n\r\n"), { srcPort: 80, dstPort: 40_000, flags: 0x18, sequence: 500 }))),
  ethernet(ipv4({ protocol: 17, dst: "8.8.8.8" }, udp(ascii("hello")))),
])

test("--out writes one file per capture, in the scorer's words", async () => {
  const outDir = path.join(folder, "out")
  expect(await analyze(config({ files: [sample], outDir }))).toBe(0)
  const { pcap, flows } = JSON.parse(readFileSync(path.join(outDir, "sample.pcap.json"), "utf8")) as { pcap: string; flows: Record<string, unknown>[] }
  expect(pcap).toBe("sample.pcap")
  expect(flows).toMatchObject([
    { proto: "TCP", ip_proto: 6, src_ip: "10.0.0.1", src_port: 40_000, dst_ip: "10.0.0.2", dst_port: 80, c2s_packets: 1, s2c_packets: 1, s2c_bytes: 73, first_seen: 1_700_000_000, last_seen: 1_700_000_001 },
    { proto: "UDP", dst_ip: "8.8.8.8", c2s_packets: 1, c2s_bytes: 47, s2c_packets: 0 },
  ])
  expect(flows[1].vlan).toBeUndefined()
})

/** What analyze says on stderr. */
async function saidBy(changes: Partial<AnalyzeConfig>): Promise<string> {
  const said: string[] = []
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0)
  await analyze(config({ outDir: path.join(folder, "said"), ...changes })).finally(() => write.mockRestore())
  return said.join("")
}

test("a capture that ends inside a packet is named with what was lost, a whole one says nothing", async () => {
  const cut = path.join(folder, "cut.pcap")
  writeFileSync(cut, readFileSync(sample).subarray(0, -3))
  const bare = capture("bare.pcap", [])
  expect(await saidBy({ files: [bare, sample] })).toBe(`netweir: ${bare}: no packet in it\n`)
  expect(await saidBy({ files: [cut, sample] })).toBe(`netweir: ${cut}: not all of it could be read: 1 record-truncated\n`)
  expect(await saidBy({ files: [cut], verbosity: 0 })).toBe("")
})

test("a wrong filter names the nearest column", async () => {
  await expect(analyze(config({ files: [sample], filter: "bytess > 1" }))).rejects.toThrow('--filter: There is no column "bytess". Did you mean bytes?')
  await expect(analyze(config({ files: [sample], filter: "bytes >" }))).rejects.toThrow(/^--filter: A value is missing here\.$/)
})

test("a capture that cannot be read is named, the others are still analysed", async () => {
  const outDir = path.join(folder, "partly")
  const garbage = path.join(folder, "garbage.pcap")
  writeFileSync(garbage, "this is no capture at all, only text")
  expect(await analyze(config({ files: [garbage, sample], outDir }))).toBe(1)
  expect(JSON.parse(readFileSync(path.join(outDir, "garbage.pcap.json"), "utf8"))).toMatchObject({ flows: [], error: expect.stringContaining("garbage.pcap") as string })
  expect(readdirSync(outDir).toSorted()).toEqual(["garbage.pcap.json", "sample.pcap.json"])
})

test("a wrong filter is the user's error", async () => {
  await expect(analyze(config({ files: [sample], filter: "bytez > 1", outDir: path.join(folder, "none") }))).rejects.toThrow(/--filter/)
})

/** Standard output of a run in a process of its own. */
function run(changes: Partial<AnalyzeConfig>): string {
  const program = path.join(folder, "run.mts")
  writeFileSync(program, `import { analyze } from ${JSON.stringify(path.join(import.meta.dirname, "analyze.ts"))}\nprocess.exitCode = await analyze(JSON.parse(process.argv[2]))\n`)
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--import", "tsx", program, JSON.stringify(config(changes))], { cwd: root, encoding: "utf8" })
  expect(stderr).toBe("")
  expect(status).toBe(0)
  return stdout
}

test("json, ndjson, csv and table say the same; csv holds no formulas", () => {
  const json = JSON.parse(run({ files: [sample], format: "json" })) as FlowRow[]
  expect(json.map(({ server, packets }) => [server, packets])).toEqual([["10.0.0.2", 2], ["8.8.8.8", 1]])
  const ndjson = run({ files: [sample], format: "ndjson" }).trimEnd().split("\n").map((line) => JSON.parse(line) as FlowRow)
  expect(ndjson.map(({ bytes }) => bytes)).toEqual(json.map(({ bytes }) => bytes))
  const csv = run({ files: [sample], format: "csv" })
  expect(csv.split("\r\n")).toHaveLength(4)
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m)
  const table = run({ files: [sample], filter: "l4 = UDP" }).trimEnd().split("\n")
  expect(table).toHaveLength(2)
  expect(table[1]).toMatch(/UDP\s+10\.0\.0\.1:40000\s+8\.8\.8\.8:50000/)
})

test("summary adds up by application and category", () => {
  const lines = run({ files: [sample, sample], format: "summary" }).split("\n").map((line) => line.trim().split(/\s{2,}/))
  const flows = JSON.parse(run({ files: [sample], format: "json" })) as FlowRow[]
  const bytes = flows.reduce((sum, flow) => sum + flow.bytes, 0)
  expect(lines).toContainEqual(["Total", "4", "6", String(2 * bytes), expect.any(String)])
  for (const flow of flows) {
    expect(lines).toContainEqual([flow.app, "2", String(2 * flow.packets), String(2 * flow.bytes), expect.any(String)])
    expect(lines.map(([name]) => name)).toContain(flow.category)
  }
})

const shared = path.join(root, "../shared/dpi")
const hasCorpus = existsSync(path.join(shared, "pcap"))
if (!hasCorpus) process.stderr.write(`\nSKIPPED: the captures of ${shared} are MISSING, so flows are not compared with the reference.\n\n`)
test.skipIf(!hasCorpus)("all captures of the shared corpus: flows, packets and bytes as the reference counts them, none slow", async () => {
  const outDir = path.join(folder, "corpus")
  const files = readdirSync(path.join(shared, "pcap")).map((name) => path.join(shared, "pcap", name))
  for (const file of files) {
    const start = process.cpuUsage()
    expect(await analyze(config({ files: [file], outDir, idleTimeoutSeconds: 0 })), file).toBe(0)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1e6, `CPU seconds of ${file}`).toBeLessThan(2)
  }
  const score = JSON.parse(execFileSync(process.execPath, [path.join(shared, "score.mjs"), "--truth", path.join(shared, "truth"), "--got", outDir, "--json"], { encoding: "utf8", maxBuffer: 1 << 28 })) as Record<string, number> & { pcaps_missing: string[]; pcaps_broken: string[] }
  expect(score.pcaps_missing).toEqual([])
  expect(score.pcaps_broken).toEqual([])
  expect(score.found_rate).toBeGreaterThan(0.995)
  expect(score.packets_agree).toBeGreaterThan(0.995)
  expect(score.bytes_agree).toBeGreaterThan(0.995)
}, 120_000)
