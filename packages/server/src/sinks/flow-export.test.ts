import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { spawnSync } from "node:child_process"
import { createSocket } from "node:dgram"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { silentLog } from "../log/log.ts"
import { createMonitor } from "../monitor/create-monitor.ts"
import { defaultMonitorOptions } from "../monitor/monitor.ts"
import type { FlowBlock } from "./flow-block.ts"
import { FlowExporter } from "./flow-export/exporter.ts"
import { REVERSE } from "./flow-export/fields.ts"
import { biflowFields } from "./flow-export/flow-fields.ts"
import { prepareSink } from "./prepare-sink.ts"
import { systemSinkClock } from "./sink-clock.ts"
import { freeUdpPort, hasProgram, startProgram, until } from "./testing/peers.ts"
import { createExportReader, uint, type ReadMessage, type ReadRecord } from "./testing/read-export.ts"
import { flowBlock, FROM_MS, hostileBlock } from "./testing/sample-blocks.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-export-"))
afterAll(() => rmSync(dir, { recursive: true }))

const NOW_MS = FROM_MS + 120_000
function exported(block: FlowBlock, version: 9 | 10, biflow: boolean, nowMs = NOW_MS, maxBytes = 1400): ReadMessage[] {
  const exporter = new FlowExporter({ version, biflow, domain: 7, maxBytes }, nowMs)
  const messages = [...exporter.templates(nowMs), ...exporter.newApplications(block, nowMs)]
  for (let row = 0; row < block.count;) {
    const { bytes, next } = exporter.message(block, row, nowMs)
    expect(next).toBeGreaterThan(row)
    expect(bytes.length).toBeLessThanOrEqual(maxBytes)
    messages.push(bytes)
    row = next
  }
  const read = createExportReader()
  return messages.map((message) => read(message))
}
const isData = ({ setId }: ReadRecord) => setId === 256 || setId === 257
const sum = (records: readonly ReadRecord[], ...keys: readonly string[]) => records.reduce((total, { values }) => total + keys.reduce((part, key) => part + (values[key] ? uint(values[key]) : 0), 0), 0)
function totals(block: FlowBlock): { bytes: number; packets: number } {
  let bytes = 0
  let packets = 0
  for (let row = 0; row < block.count; row++) {
    const flow = block.row(row)
    bytes += flow.bytes
    packets += flow.packets
  }
  return { bytes, packets }
}

const block = flowBlock(2000)
const want = totals(block)
const forms = [{ name: "NetFlow v9", version: 9, biflow: false }, { name: "IPFIX biflow", version: 10, biflow: true }, { name: "IPFIX uniflow", version: 10, biflow: false }] as const
for (const { name, version, biflow } of forms) {
  describe(name, () => {
    const messages = exported(block, version, biflow)
    const records = messages.flatMap((message) => message.records).filter(isData)

    test("nothing is lost or counted twice", () => {
      expect({ bytes: sum(records, "0.1", "29305.1"), packets: sum(records, "0.2", "29305.2") }).toEqual(want)
      expect(records.length).toBeGreaterThanOrEqual(biflow ? 2000 : 3000)
    })
    test("sequence numbers: v9 counts messages, IPFIX the data records before", () => {
      let expected = 0
      for (const message of messages) {
        expect(message.sequence).toBe(expected)
        expect(message.domain).toBe(7)
        if (version === 9) expect(message.count).toBe(message.records.length + message.templates.length)
        expected += version === 9 ? 1 : message.records.length
      }
    })
    test("a flow says who, what and when", () => {
      const flow = block.row(0)
      const { values } = records[0]
      const address = flow.ipVersion === 6 ? values["0.27"] : values["0.8"]
      expect([...address].slice(-2)).toEqual(flow.client.includes(":") ? expect.anything() : flow.client.split(".").map(Number).slice(-2))
      expect([uint(values["0.7"]), uint(values["0.11"]), uint(values["0.4"])]).toEqual([flow.clientPort, flow.serverPort, flow.ipProtocol])
      expect(uint(values["0.95"])).toBe(22 * 2 ** 24 + flow.appProtocolId)
      expect(uint(values["35632.118"])).toBe(flow.masterProtocolId * 65_536 + flow.appProtocolId)
      const [message] = messages.filter((one) => one.records.some(isData))
      const lastMs = version === 9 ? message.exportSeconds * 1000 - message.uptimeMs + uint(values["0.21"]) : uint(values["0.153"])
      expect(lastMs).toBe(Math.floor(flow.lastSeenMs))
      if (biflow) expect(uint(values["0.239"])).toBe(1)
    })
    test("each application is named once (RFC 6759)", () => {
      const names = messages.flatMap((message) => message.records).filter(({ setId }) => setId === 258).map(({ values }) => [uint(values["0.95"]) % 2 ** 24, values["0.96"].toString().replace(/\0+$/, "")])
      expect(names).toContainEqual([124, "YouTube"])
      expect(new Set(names.map(([id]) => id)).size).toBe(names.length)
    })
    test("any text fits, cut between characters", () => {
      const hostile = exported(hostileBlock(), version, biflow, NOW_MS, 1280).flatMap((message) => message.records).filter(isData)
      expect(hostile.length).toBeGreaterThanOrEqual(13)
      for (const { values } of hostile) for (const key of ["0.96", "35632.188", "0.460", "0.461", "0.468"]) if (values[key]) expect(() => new TextDecoder("utf-8", { fatal: true }).decode(values[key])).not.toThrow()
    })
  })
}

test("docs/exporting.md names every element", () => {
  const docs = readFileSync(new URL("../../../../docs/exporting.md", import.meta.url), "utf8")
  for (const { name, id, enterprise } of [...biflowFields(4), ...biflowFields(6)]) if (enterprise !== REVERSE) expect(docs).toContain(`\`${name}\` ${enterprise === 0 ? "" : `${enterprise}.`}${id}`)
})

test("v9: flows of a capture that is years old are sent as if it were then, on one clock", () => {
  const nowMs = FROM_MS + 3 * 365 * 86_400_000
  for (const message of exported(block, 9, false, nowMs)) {
    for (const { values } of message.records.filter(isData)) {
      const lastMs = message.exportSeconds * 1000 - message.uptimeMs + uint(values["0.21"])
      expect(lastMs).toBeGreaterThanOrEqual(FROM_MS - 61_000)
      expect(lastMs).toBeLessThanOrEqual(FROM_MS + 61_000)
    }
  }
})

const contextOf = () => ({ instanceName: "test", version: "0", clock: systemSinkClock, lost: () => undefined, warn: () => undefined })
async function sendAll(address: string, flows: FlowBlock): Promise<void> {
  const sink = prepareSink(address).open(contextOf())
  for (let row = 0; row < flows.count;) row = await sink.sendFlows!(flows, row)
  await sink.close()
}

test("UDP: a port without a listener is noticed; whoever comes gets templates first and all rows", async () => {
  const port = await freeUdpPort()
  const sink = prepareSink(`ipfix://127.0.0.1:${port}`).open(contextOf())
  await expect(sink.sendFlows!(block, 0)).rejects.toThrow(`nobody listens on UDP port ${port} of 127.0.0.1`)
  const got: Buffer[] = []
  const listener = createSocket({ type: "udp4", recvBufferSize: 4_000_000 }).on("message", (message) => got.push(message))
  await new Promise<void>((resolve) => { listener.bind(port, "127.0.0.1", resolve) })
  // The failed attempt may still be told once more.
  for (let row = 0; row < block.count;) row = await sink.sendFlows!(block, row).catch(() => row)
  const arrived = () => {
    const read = createExportReader()
    return sum(got.flatMap((message) => read(message).records).filter(isData), "0.1", "29305.1")
  }
  await until(() => arrived() >= want.bytes).finally(() => expect(arrived()).toBe(want.bytes))
  await sink.close()
  listener.close()
})

test("TCP: a collector that hangs up and comes back hears the templates again", async () => {
  const sessions: Buffer[][] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    const chunks: Buffer[] = []
    sessions.push(chunks)
    open.add(socket)
    socket.on("data", (chunk) => chunks.push(chunk)).on("error", () => undefined)
  })
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve) })
  const address = server.address()
  const sink = prepareSink(`ipfix+tcp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`).open(contextOf())
  await sink.sendFlows!(flowBlock(50), 0)
  await until(() => sessions[0]?.length)
  for (const socket of open) socket.destroy()
  const later = flowBlock(60, 2)
  await until(() => open.size === 1)
  for (let row = 0; row < later.count;) {
    row = await sink.sendFlows!(later, row).catch(() => row)
    if (sessions.length === 1) { await new Promise((resolve) => { setTimeout(resolve, 5) }); row = 0 } // not yet heard of the end
  }
  await sink.close()
  const read = createExportReader()
  const stream = await until(() => sessions[1] && Buffer.concat(sessions[1]).length > 5000 && Buffer.concat(sessions[1]))
  const messages: ReadMessage[] = []
  for (let at = 0; at < stream.length; at += stream.readUInt16BE(at + 2)) messages.push(read(stream.subarray(at, at + stream.readUInt16BE(at + 2))))
  expect(messages[0].templates).toEqual([256, 257, 258])
  expect(sum(messages.flatMap((message) => message.records).filter(isData), "0.1", "29305.1")).toBe(totals(later).bytes)
  server.close()
})

for (const [scheme, flows] of [["netflow9", "records"], ["ipfix", "flows"]] as const) {
  test.skipIf(!hasProgram("nfcapd"))(`nfcapd reads ${scheme}: totals, no sequence errors`, { timeout: 30_000 }, async () => {
    const port = await freeUdpPort()
    const into = mkdtempSync(path.join(dir, "nf-"))
    const nfcapd = await startProgram("nfcapd", ["-w", into, "-p", String(port), "-b", "127.0.0.1", "-t", "3600", "-B", "4000000"], /Bound to|Startup/)
    await until(() => /Startup/.test(nfcapd.said()))
    await sendAll(`${scheme}://127.0.0.1:${port}?rate=5000`, block)
    await new Promise((resolve) => { setTimeout(resolve, 500) }) // it tells nothing until it ends
    await nfcapd.stop()
    expect(nfcapd.said()).toContain(`Packets: ${want.packets}, Bytes: ${want.bytes}, Sequence Errors: 0, Bad Packets: 0`)
    const told = Number(/Flows: (\d+), Packets/.exec(nfcapd.said())?.[1])
    if (flows === "flows") expect(told).toBe(2000)
    else expect(told).toBeGreaterThan(3000)
    const { stdout } = spawnSync("nfdump", ["-R", into, "-o", "csv", "-q", "-c", "3"], { encoding: "utf8" })
    expect(stdout).toContain(block.row(0).client)
  })
}

for (const form of ["netflow9://", "ipfix://", "ipfix://?records=uniflow"]) {
  test(`another Netweir reads ${form}: flows of both directions, packets, bytes, applications`, { timeout: 60_000 }, async () => {
    const port = await freeUdpPort()
    const monitor = createMonitor({ ...defaultMonitorOptions, interfaces: [`flows://127.0.0.1:${port}`], dnsMode: 3, maxFlows: 8_192 }, { log: silentLog, history: null, hostAliases: {}, interfaceId: () => 0 })
    await monitor.start()
    const [collector] = monitor.interfaces
    // A busy machine takes longer to open the port than `start` waits.
    for (let tries = 0; tries < 400 && (await collector.ask("stats", {})).state !== "running"; tries++) await new Promise((resolve) => { setTimeout(resolve, 50) })
    try {
      await sendAll(`${form.replace("://", `://127.0.0.1:${port}`)}${form.includes("?") ? "&" : "?"}rate=1000`, block)
      let stats = await collector.ask("stats", {})
      for (let tries = 0; stats.packets.bytes < want.bytes && tries < 500; tries++) {
        await new Promise((resolve) => { setTimeout(resolve, 20) })
        stats = await collector.ask("stats", {})
      }
      expect(stats.packets.bytes).toBe(want.bytes)
      const flow = block.row(0)
      const { rows } = await collector.ask("flows", { filter: `client = ${flow.client} and clientPort = ${flow.clientPort} and server = ${flow.server}` })
      expect(rows[0]).toMatchObject({ client: flow.client, serverPort: flow.serverPort, bytesToServer: flow.bytesToServer, bytesToClient: flow.bytesToClient, packetsToServer: flow.packetsToServer, masterProtocolId: flow.masterProtocolId, appProtocolId: flow.appProtocolId, exporter: "127.0.0.1", clientMac: flow.clientMac })
    } finally {
      await monitor.stop()
    }
  })

  // It counts no reverse elements.
  if (form !== "ipfix://") test.skipIf(!hasProgram("nfacctd"))(`nfacctd (pmacct) reads ${form}: totals`, { timeout: 30_000 }, async () => {
    const port = await freeUdpPort()
    const out = path.join(dir, `nfacct-${port}.csv`)
    // Each refresh writes what came since the one before: appended, the lines add up, and the heads between them are passed over.
    const config = path.join(dir, `nfacct-${port}.conf`)
    writeFileSync(config, `daemonize: false\nnfacctd_ip: 127.0.0.1\nnfacctd_port: ${port}\nnfacctd_pipe_size: 4000000\nnfacctd_time_new: true\nplugins: print[a]\naggregate[a]: proto\nprint_output_file[a]: ${out}\nprint_output[a]: csv\nprint_output_file_append[a]: true\nprint_refresh_time[a]: 1\nprint_history[a]: 1d\n`)
    const nfacctd = await startProgram("nfacctd", ["-f", config], /waiting for/)
    await sendAll(form.replace("://", `://127.0.0.1:${port}`).replace(/$/, form.includes("?") ? "&rate=2000" : "?rate=2000"), block)
    const rows = await until(() => {
      try {
        const lines = readFileSync(out, "utf8").trim().split("\n").map((line) => line.split(",").slice(-2).map(Number)).filter((counts) => counts.every(Number.isFinite))
        return lines.reduce((total, [packets]) => total + packets, 0) >= want.packets && lines
      } catch {
        return null // not written yet
      }
    }, 15_000).finally(() => nfacctd.stop("SIGINT"))
    expect({ packets: rows.reduce((total, [packets]) => total + packets, 0), bytes: rows.reduce((total, [, bytes]) => total + bytes, 0) }).toEqual(want)
  })
}
