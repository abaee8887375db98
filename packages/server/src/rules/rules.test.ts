// Rule directories as users have them: read, watched, and what analyze makes of them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { ascii, ethernet, ipv4, tcp, udp } from "@netweir/engine/decode/testing.ts"
import { emptyRuleSet, type RuleSet } from "@netweir/engine/rules/rule-set.ts"
import { pcapBytes } from "@netweir/ingest/testing/capture-builder.ts"
import { analyze } from "../commands/analyze.ts"
import { createMonitor } from "../monitor/create-monitor.ts"
import { defaultMonitorOptions } from "../monitor/monitor.ts"
import { createLog } from "../log/log.ts"
import { describeRules, loadRules } from "./load-rules.ts"
import { createRulesWatch } from "./watch-rules.ts"

const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-rules-"))
afterAll(() => rmSync(folder, { recursive: true }))
const silent = createLog({ verbosity: -1, write: () => {}, nowMs: Date.now })

function directory(name: string, files: Readonly<Record<string, string>>): string {
  const made = path.join(folder, name)
  mkdirSync(made, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(made, file), text)
  return made
}

/** Two UDP flows, to 10.0.0.2:50000 and to 10.0.0.2:7777, and an HTTP request with a bad host. */
function capture(name: string): string {
  const file = path.join(folder, name)
  const request = ascii("GET / HTTP/1.1\r\nHost: www.casino.example\r\nUser-Agent: curl/8.0\r\n\r\n")
  const frames = [
    ethernet(ipv4({ protocol: 17 }, udp(ascii("hello there"), { dstPort: 50_000 }))),
    ethernet(ipv4({ protocol: 17 }, udp(ascii("hello there"), { dstPort: 7777 }))),
    ethernet(ipv4({ protocol: 17, dst: "203.0.113.9" }, udp(ascii("hello there"), { dstPort: 50_000 }))),
    ethernet(ipv4({ protocol: 6 }, tcp(request, { dstPort: 80, flags: 0x18, sequence: 1 }))),
  ]
  writeFileSync(file, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, frames.map((bytes, i) => ({ bytes: Uint8Array.from(bytes), timestampUs: 1.7e15 + i * 1e5 }))))
  return file
}

const files = {
  "custom-rules.csv": "kind,value,l4,port,protocol,protocol_id\nport,,udp,7777,Factory,\nip,203.0.113.0/24,,,Branch,900\nbpf,port 1,,,X,\n",
  "gambling-domains.txt": "casino.example\n",
  "risk-exceptions.csv": "kind,value,mask\nip,203.0.113.9,0\n",
  "README.md": "not a rule file",
}

test("a directory and a protocol file are read together; what is wrong is told by file and line", () => {
  const protocols = path.join(folder, "my-protocols.cfg")
  writeFileSync(protocols, "tcp:9000@FromFile\nnonsense\n")
  const set = loadRules({ rulesDir: directory("both", files), customProtocolsFile: protocols })
  expect(set.protocols.map(({ name }) => name).toSorted()).toEqual(["Branch", "Factory", "FromFile"])
  expect(set.problems.map(({ file, line }) => `${file}:${line}`)).toEqual(["custom-rules.csv:4", "protocols.txt:2"])
  expect(describeRules(set)).toBe("3 own protocols, 2 port rules, 1 host rules, 1 address rules, 1 risk exceptions")
  expect(describeRules(emptyRuleSet)).toBe("no rules")
})

test("a directory that is not there is a problem, not a crash", () => {
  expect(loadRules({ rulesDir: path.join(folder, "nowhere"), customProtocolsFile: path.join(folder, "none") }).problems).toHaveLength(2)
})

interface ScoredFlow { readonly dst_ip: string; readonly dst_port: number; readonly app: string; readonly category: string; readonly confidence: string; readonly risks: readonly string[] }

test("analyze --rules-dir", async () => {
  const outDir = path.join(folder, "out")
  const config = {
    files: [capture("sample.pcap")], outDir, format: "table" as const, filter: "", packetFilter: "", idleTimeoutSeconds: 0, localNetworks: [], maxFlows: null, maxHosts: null,
    entropy: false, decapsulate: true, customProtocolsFile: null, rulesDir: directory("analyzed", files), verbosity: 0,
  }
  const flows = async (): Promise<string[]> => {
    expect(await analyze(config)).toBe(0)
    const scored = JSON.parse(readFileSync(path.join(outDir, "sample.pcap.json"), "utf8")) as { flows: ScoredFlow[] }
    return scored.flows.map(({ dst_ip, dst_port, app, category, confidence, risks }) => `${dst_ip}:${dst_port} ${app} ${category} ${confidence} ${risks.join()}`).toSorted()
  }
  expect(await flows()).toEqual([
    "10.0.0.2:50000 Unknown Unspecified Unknown unidirectional_traffic",
    "10.0.0.2:7777 Factory Unspecified Match by custom rule unidirectional_traffic",
    "10.0.0.2:80 HTTP Gambling DPI unidirectional_traffic",
    "203.0.113.9:50000 Branch Unspecified Match by custom rule ",
  ])
  expect(await analyze({ ...config, rulesDir: null })).toBe(0)
  expect(readFileSync(path.join(outDir, "sample.pcap.json"), "utf8")).not.toMatch(/Factory|Branch|Gambling/)
})

test("the watch tells of changed, added and removed files, once each", () => {
  const rulesDir = directory("watched", { "risky-domains.txt": ".xyz\n" })
  const told: RuleSet[] = []
  const watch = createRulesWatch({ rulesDir, customProtocolsFile: null }, silent, (set) => told.push(set))
  expect(watch.current.riskyDomains).toEqual(["xyz"])
  expect(watch.look()).toBe(false)
  writeFileSync(path.join(rulesDir, "risky-domains.txt"), ".xyz\n.example\n")
  expect([watch.look(), watch.look()]).toEqual([true, false])
  writeFileSync(path.join(rulesDir, "trusted-issuers.txt"), "CN=Us\n")
  expect(watch.look()).toBe(true)
  rmSync(path.join(rulesDir, "risky-domains.txt"))
  expect(watch.look()).toBe(true)
  expect(told.map(({ riskyDomains, trustedIssuers }) => [riskyDomains.length, trustedIssuers.length])).toEqual([[2, 0], [2, 1], [0, 1]])
})

test("rules reach the workers of a monitor, at the start and later", async () => {
  const load = (text: string) => loadRules({ rulesDir: directory("monitored", { "custom-rules.csv": text }), customProtocolsFile: null })
  const file = capture("monitored.pcap")
  const monitor = createMonitor({ ...defaultMonitorOptions, interfaces: [file], offline: true, dnsMode: 3 }, {
    log: silent, history: null, hostAliases: {}, interfaceId: () => 1, rules: load("port,,udp,7777,Factory,\n"),
  })
  await monitor.start()
  try {
    await monitor.whenFinished()
    const { rows } = await monitor.interfaces[0].ask("flows", { filter: "app = Factory", limit: 10 })
    expect(rows.map(({ serverPort, confidence }) => [serverPort, confidence])).toEqual([[7777, "user-rule"]])
    monitor.setRules(load("port,,udp,7777,Renamed,\n")) // counts for flows that are named from now on
    const after = await monitor.interfaces[0].ask("flows", { filter: "app = Factory", limit: 10 })
    expect(after.rows).toHaveLength(1)
  } finally {
    await monitor.stop()
  }
}, 30_000)
