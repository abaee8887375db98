import { createSocket } from "node:dgram"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterEach, expect, test } from "vitest"
import { LineSplitter } from "../logs/line-splitter.ts"
import { LogSource } from "../logs/log-source.ts"
import { takeLines } from "../logs/testing.ts"
import { resolveOptions } from "../source-options.ts"
import { MessageSplitter } from "./message-splitter.ts"
import { SyslogDecoder } from "./syslog-decoder.ts"
import { parseSyslog } from "./syslog-header.ts"
import { SyslogInput } from "./syslog-input.ts"
import { parseSyslogSpec } from "./syslog-spec.ts"

const us = (text: string) => Date.parse(text) * 1000
const AT = us("2026-01-01T00:00:05Z")
const headers = [
  { line: "<13>Dec 31 23:59:58 fw1 app[3]: x", want: { timeUs: us("2025-12-31T23:59:58Z"), host: "fw1", app: "app", body: "x" } },
  { line: "<13>Jan  1 01:00:01 fw1 app: x", want: { timeUs: us("2026-01-01T00:00:01Z"), host: "fw1" } },
  { line: "<13>Jan  1 00:00:01 filterlog[1]: 5,,", want: { host: "", app: "filterlog", body: "5,," } },
  { line: "<13>2026-01-01T01:00:01.5+01:00 192.0.2.9 suricata: @cee: {}", want: { timeUs: us("2026-01-01T00:00:01.5Z"), host: "192.0.2.9", app: "suricata", body: "{}" } },
  { line: '<13>1 2026-01-01T00:00:01Z fw1 app 1 - [a b="]\\""][c] \ufeffx', want: { host: "fw1", app: "app", body: "x" } },
  { line: "<13>1 - - - - - - x", want: { timeUs: 0, host: "", app: "", body: "x" } },
  { line: "<189>date=2026-01-01 time=00:00:01", want: { timeUs: 0, host: "", body: "date=2026-01-01 time=00:00:01" } },
  { line: '{"a":1}', want: { host: "", body: '{"a":1}' } },
]
for (const { line, want } of headers) test(`header: ${line}`, () => expect(parseSyslog(line, AT)).toMatchObject(want))

const streams = [
  { name: "lines", text: "<1>a\n5,,,x\r\n\n<1>b", want: ["<1>a", "5,,,x", "<1>b"] },
  { name: "counted, with newlines within and behind", text: "6 <1>a\nb\n4 <1>c4 <1>d", want: ["<1>a\nb", "<1>c", "<1>d"] },
  { name: "a line that begins with digits", text: "12345,a\n1 b\n", want: ["12345,a", "1 b"] },
  { name: "a length that is none", text: "4 <1>ax <1>b", want: ["<1>a"], broken: true },
  { name: "a length beyond the bound", text: "9999999 x", want: [], broken: true },
]
for (const { name, text, want, broken = false } of streams) test(`stream: ${name}`, () => {
  for (const size of [1, 2, 3, 1000]) {
    const messages: string[] = []
    const splitter = new MessageSplitter((message) => messages.push(message))
    for (let at = 0; at < text.length; at += size) splitter.push(Buffer.from(text.slice(at, at + size)))
    splitter.finish()
    expect([messages, splitter.isBroken]).toEqual([want, broken])
  }
})

const event = (flowId: number, more: object) => JSON.stringify({ timestamp: "2023-11-14T22:13:20+0000", flow_id: flowId, src_ip: "10.0.0.1", src_port: 50_000, dest_ip: "198.51.100.7", dest_port: 443, proto: "TCP", ...more })
const eve = event(1, { event_type: "flow", flow: { pkts_toserver: 3, bytes_toserver: 300, pkts_toclient: 2, bytes_toclient: 200 } })

test("EVE behind a header; JSON of others says nothing of a flow", () => {
  const { said, rows } = takeLines(new SyslogDecoder(), [`<13>Nov 14 22:13:20 ids suricata[1]: ${eve}`, '<13>app: {"a":1}', `<13>app: ${eve.slice(0, 40)}`])
  expect(said).toEqual(["record", "other", "line-malformed"])
  expect(rows).toMatchObject([{ packets: 3, reverseBytes: 200, dstPort: 443 }])
})

for (const bad of ["syslog://:70000", "syslog+tls://:6514", "syslog://:5514?sampling=3", "syslog://[x]:1", "syslog+udp://:5514?sessions=1"]) test(`spec ${bad}`, () => expect(() => parseSyslogSpec(bad)).toThrow())

const opened: LogSource[] = []
afterEach(async () => { for (const source of opened.splice(0)) await source.close() })

async function listen(spec: string): Promise<{ source: LogSource; port: number }> {
  const input = new SyslogInput(parseSyslogSpec(spec))
  const source = new LogSource({ name: spec, kind: "live", pointKind: "syslog", input, decoder: new SyslogDecoder(), options: resolveOptions({}) })
  opened.push(source)
  await source.open()
  return { source, port: input.addresses[0].port }
}

async function receive(source: LogSource, lines: number): Promise<number> {
  let records = 0
  while ((source.counters().datagrams?.received ?? 0) < lines) {
    records += source.poll()?.count ?? 0
    await source.wait(20)
  }
  for (let block = source.poll(); block !== null; block = source.poll()) records += block.count
  return records
}

test("one port for UDP and TCP, lines and counted; senders and relayed hosts are exporters of their own; what is none is counted", async () => {
  const { source, port } = await listen("syslog://127.0.0.1:0")
  const socket = createSocket("udp4")
  for (const line of [eve, `<13>Nov 14 22:13:20 192.0.2.77 suricata: ${eve}\n`, `<13>Nov 14 22:13:20 fw1 suricata: ${eve}\0`, "<13>Nov 14 22:13:20 fw1 cron[1]: x", "{"]) socket.send(line, port, "127.0.0.1")
  expect(await receive(source, 5)).toBe(3)
  socket.close()
  for (const text of [`${eve}\n${eve}\n`, `${eve.length} ${eve}${eve.length} ${eve}`]) {
    const client = connect(port, "127.0.0.1")
    client.end(text)
    await once(client, "connect")
  }
  expect(await receive(source, 9)).toBe(4)
  expect(source.counters()).toMatchObject({ received: 7, datagrams: { received: 9, dropped: { "line-malformed": 1 } } })
  expect(source.exporters().map(({ point, name, records }) => [source.points.at(point)?.exporter, name, records])).toEqual([["127.0.0.1", null, 5], ["192.0.2.77", null, 1], ["127.0.0.1", "fw1", 1]])
})

test("who may not send is counted, over UDP and TCP; a lost framing closes", async () => {
  const { source, port } = await listen("syslog://127.0.0.1:0?allow=192.0.2.0/24")
  const socket = createSocket("udp4")
  socket.send(eve, port, "127.0.0.1")
  const client = connect(port, "127.0.0.1")
  await Promise.all([once(client, "close"), receive(source, 2)])
  socket.close()
  expect(source.counters().datagrams).toEqual({ received: 2, dropped: { "exporter-not-allowed": 2 } })
  const open = await listen("syslog+tcp://127.0.0.1:0")
  const other = connect(open.port, "127.0.0.1")
  other.write("5 <1>abxyz")
  await Promise.all([once(other, "close"), receive(open.source, 2)])
  expect(open.source.counters().datagrams?.dropped).toEqual({ "framing-lost": 1 })
})

const hasRsyslog = spawnSync("rsyslogd", ["-v"]).status === 0
test.skipIf(!hasRsyslog)("rsyslog forwards a file of events, each with its length before it", { timeout: 30_000 }, async () => {
  const { source, port } = await listen("syslog+tcp://127.0.0.1:0")
  const dir = mkdtempSync(path.join(tmpdir(), "netweir-rsyslog-"))
  const events = path.join(dir, "eve.json"), config = path.join(dir, "conf")
  writeFileSync(events, `${eve}\n`.repeat(50))
  writeFileSync(config, `global(workDirectory="${dir}" maxMessageSize="64k")
module(load="imfile")
input(type="imfile" file="${events}" tag="suricata:")
action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
`)
  const rsyslog = spawn("rsyslogd", ["-n", "-f", config, "-i", path.join(dir, "pid")], { stdio: "ignore" })
  try {
    expect(await receive(source, 50)).toBe(50)
    expect(source.counters().datagrams?.dropped).toEqual({})
  } finally {
    rsyslog.kill("SIGKILL")
    await once(rsyslog, "exit")
    rmSync(dir, { recursive: true })
  }
})

test("a line that drips is copied a few times, not once for each byte", () => {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  const byte = Buffer.from("x")
  for (let i = 0; i < 500_000; i++) splitter.push(byte)
  splitter.push(Buffer.from("\n"))
  expect(lines.map(({ length }) => length)).toEqual([500_000])
})
