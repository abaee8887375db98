// Real exporters (Debian packages) read the same capture and export it to one collector, each to a port of its own. What history holds when
// the collector has been stopped equals, per 5-tuple, what `netweir analyze` finds in the capture:
//   packets  exactly
//   bytes    NetFlow and IPFIX count IP packets without the link layer: 14 bytes of Ethernet less per packet; sFlow counts frames: exactly
//   sfprobe does not send the samples of its last datagram when it ends, and loses some when the machine is busy: nine tenths, none too many
//   NetFlow v5 has no place for IPv6: those flows are left out
// fprobe and Open vSwitch (userspace datapath) watch an interface, to which the beginning of the capture is replayed, filled up to the lengths on the wire:
//   packets  both read from the kernel in userspace and miss frames when the machine is busy. Open vSwitch counts what it forwards: where that is every
//            frame, its NetFlow and IPFIX tell exactly all; else, and of fprobe, half at least, of no 5-tuple too many.
//            Open vSwitch's sFlow keeps its last datagram's samples to itself until more come
//   bytes    fprobe and Open vSwitch's IPFIX count IP packets; Open vSwitch's NetFlow counts frames, as sFlow does
//   fprobe loses what it has not told when it is ended, so it runs until its own timeouts have told everything; it knows no IPv6
import { execFile, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import type { ExporterRow, FlowRow, InterfaceStats } from "@netweir/model"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { buildLab, labObstacle, type NetworkLab } from "@netweir/ingest/testing/network-lab.ts"
import { startOpenVSwitch, type OpenVSwitch } from "./open-vswitch.ts"
import { REPLAYED_FRAMES, replay, writeReplayable } from "./replay-frames.ts"
import { demoCapture, freePort, repositoryRoot, startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const execute = promisify(execFile)
/** Resolves when the program has ended. */
const run = (command: string, args: readonly string[]): Promise<unknown> => {
  const child = spawn(command, args, { stdio: "ignore", timeout: 60_000 })
  return once(child, "close")
}
const has = (command: string) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0
const ETHERNET_BYTES = 14

interface Exporter {
  readonly name: string
  readonly needs: readonly string[]
  readonly source: FlowRow["source"]
  readonly linkBytes: number
  readonly hasIpv6: boolean
  /** It loses some by itself: at least this share must come, and of no 5-tuple more than there was. */
  readonly least?: number
  /** It tells everything that its bridge has forwarded, and the bridge counts that. */
  readonly isOfBridge?: boolean
  /** Resolves when it has sent everything. */
  export?(port: number, folder: string): Promise<unknown>
}

const softflowd = (version: number, source: FlowRow["source"]): Exporter => ({
  name: `softflowd, version ${version}`, needs: ["softflowd"], source, linkBytes: 0, hasIpv6: version !== 5,
  // A control socket in a folder with a long name makes it hang: none.
  export: (port, folder) => run("softflowd", ["-r", demoCapture, "-n", `127.0.0.1:${port}`, "-v", String(version), "-d", "-p", path.join(folder, "pid"), "-c", "none"]),
})
const pmacctd = (plugin: "nfprobe" | "sfprobe", version: number, source: FlowRow["source"]): Exporter => ({
  name: `pmacctd's ${plugin}${plugin === "nfprobe" ? `, version ${version}` : ""}`, needs: ["pmacctd"], source, linkBytes: plugin === "sfprobe" ? ETHERNET_BYTES : 0, hasIpv6: version !== 5,
  ...(plugin === "sfprobe" && { least: 0.9 }),
  async export(port, folder) {
    const file = path.join(folder, "pmacctd.conf")
    const own = plugin === "nfprobe" ? [`nfprobe_receiver[a]: 127.0.0.1:${port}`, `nfprobe_version[a]: ${version}`, "nfprobe_timeouts[a]: general=5:maxlife=3600"] : [`sfprobe_receiver[a]: 127.0.0.1:${port}`]
    writeFileSync(file, ["daemonize: false", `pcap_savefile: ${demoCapture}`, `plugins: ${plugin}[a]`, "aggregate[a]: src_host,dst_host,src_port,dst_port,proto,tos,tcpflags", "plugin_buffer_size: 102400", "plugin_pipe_size: 10240000", ...own, ""].join("\n"))
    await run("pmacctd", ["-f", file])
  },
})
const exporters: Exporter[] = [
  softflowd(5, "netflow5"), softflowd(9, "netflow9"), softflowd(10, "ipfix"),
  pmacctd("nfprobe", 5, "netflow5"), pmacctd("nfprobe", 9, "netflow9"), pmacctd("nfprobe", 10, "ipfix"), pmacctd("sfprobe", 0, "sflow"),
  {
    name: "nfreplay of what nfpcapd wrote", needs: ["nfpcapd", "nfreplay"], source: "netflow9", linkBytes: 0, hasIpv6: true,
    async export(port, folder) {
      await run("nfpcapd", ["-r", demoCapture, "-l", folder])
      for (const file of readdirSync(folder).filter((one) => one.startsWith("nfcapd."))) await run("nfreplay", ["-H", "127.0.0.1", "-p", String(port), "-r", path.join(folder, file)])
    },
  },
]
/** They see the beginning of the capture on an interface, all of them the same frames. */
const ovs = { needs: ["ovs-vswitchd", "ovsdb-server", "ovs-vsctl"] }
const watchers: readonly Exporter[] = [
  { name: "fprobe", needs: ["fprobe"], source: "netflow5", linkBytes: 0, hasIpv6: false, least: 0.5 },
  { ...ovs, name: "Open vSwitch, NetFlow", source: "netflow5", linkBytes: ETHERNET_BYTES, hasIpv6: false, least: 0.5, isOfBridge: true },
  { ...ovs, name: "Open vSwitch, IPFIX", source: "ipfix", linkBytes: 0, hasIpv6: true, least: 0.5, isOfBridge: true },
  { ...ovs, name: "Open vSwitch, sFlow", source: "sflow", linkBytes: ETHERNET_BYTES, hasIpv6: true, least: 0.5 },
]

/** Starts fprobe; it listens when this resolves: what it says stays in its buffer until it ends. */
async function startFprobe(device: string, port: number): Promise<() => void> {
  const index = readFileSync(`/sys/class/net/${device}/ifindex`, "utf8").trim()
  const child = spawn("fprobe", ["-i", device, "-l", "2", "-s", "1", "-d", "1", "-e", "1", "-B", "8192", "-q", "10000", `127.0.0.1:${port}`], { stdio: "ignore" })
  const end = () => void child.kill()
  await until("fprobe has its packet socket", async () => child.exitCode === null ? readFileSync("/proc/net/packet", "utf8") : "ended", (sockets) => {
    if (sockets === "ended") throw new Error(`fprobe ended with ${child.exitCode}`)
    return sockets.split("\n").some((line) => line.trim().split(/\s+/)[4] === index)
  })
  return end
}

const noLab = labObstacle()
if (noLab === null) exporters.push(...watchers)
else console.error(`\nSKIPPED: ${watchers.map(({ name }) => name).join("; ")}: ${noLab}.\n`)
const usable = exporters.filter(({ needs }) => needs.every(has))
for (const { name, needs } of exporters) if (!needs.every(has)) console.error(`\nSKIPPED: ${name}: ${needs.join(", ")} is not installed.\n`)

/** Packets and IP bytes by 5-tuple, whichever way round. */
function byTuple(flows: readonly Pick<FlowRow, "client" | "server" | "clientPort" | "serverPort" | "ipProtocol" | "packets" | "bytes">[], linkBytes: number): Map<string, string> {
  const sums = new Map<string, { packets: number; bytes: number }>()
  for (const flow of flows) {
    const ends = [`${flow.client} ${flow.clientPort}`, `${flow.server} ${flow.serverPort}`].toSorted()
    const key = `${flow.ipProtocol} ${ends.join(" ")}`
    const sum = sums.get(key) ?? { packets: 0, bytes: 0 }
    sum.packets += flow.packets
    sum.bytes += flow.bytes - linkBytes * flow.packets
    sums.set(key, sum)
  }
  return new Map([...sums].map(([key, { packets, bytes }]) => [key, `${packets} packets, ${bytes} bytes`]))
}

/** This long without a record, and all of them have come: fprobe sends a datagram that isn't full after five seconds. */
const QUIET_MS = usable.some(({ name }) => name === "fprobe") ? 6500 : 2000

describe("real exporters", () => {
  let netweir: NetweirUnderTest | undefined
  let ports: number[] = []
  let truth: readonly FlowRow[] = []
  let points: readonly (readonly ExporterRow[])[] = []
  let seenTruth: readonly FlowRow[] = []
  /** Of exporters that don't start here. */
  const failures = new Map<string, string>()
  const folder = mkdtempSync(path.join(tmpdir(), "netweir-exporters-"))
  const get = async <T>(route: string): Promise<T> => (await (await fetch(`${netweir?.base}/api/v1/${route}`)).json()) as T
  const nameOf = (i: number) => `flows://127.0.0.1:${ports[i]}`
  const interfaces = () => get<readonly InterfaceStats[]>("interfaces")

  /** The flows that are kept: those that ended while the collector ran, and those that its stop ended. */
  async function kept(i: number): Promise<readonly FlowRow[]> {
    const pages = await Promise.all([0, 1000, 2000, 3000].map((offset) => get<{ rows: readonly FlowRow[] }>(`history/flows?fromMs=0&toMs=${Date.now() + 86_400_000}&interface=${encodeURIComponent(nameOf(i))}&limit=1000&offset=${offset}&sort=firstSeenMs`)))
    return pages.flatMap(({ rows }) => rows)
  }

  async function flowsOf(capture: string): Promise<readonly FlowRow[]> {
    const { stdout } = await execute(process.execPath, ["bin/netweir.mjs", "analyze", capture, "--idle-timeout", "0", "--format", "ndjson"], { cwd: repositoryRoot, maxBuffer: 1 << 28 })
    return stdout.trim().split("\n").map((line) => JSON.parse(line) as FlowRow)
  }

  let lab: NetworkLab | null = null
  let bridge: OpenVSwitch | null = null
  let forwarded = 0
  const endings: (() => void)[] = []
  /** Exporters that watch: each starts or is passed over, then the frames come. */
  async function watch(): Promise<void> {
    const watching = usable.filter((exporter) => watchers.includes(exporter))
    if (watching.length === 0) return
    const own = lab = buildLab()
    const replayed = writeReplayable(demoCapture, path.join(folder, "replayed.pcap"))
    seenTruth = await flowsOf(replayed)
    const portOf = (name: string) => ports[usable.findIndex((one) => one.name === name)]
    const starts: readonly [name: string, start: () => Promise<() => void>][] = [
      ["fprobe", () => startFprobe(own.near, portOf("fprobe"))],
      ["Open vSwitch", async () => {
        bridge = await startOpenVSwitch(mkdtempSync(path.join(folder, "ovs-")), own, { netflow: portOf("Open vSwitch, NetFlow"), ipfix: portOf("Open vSwitch, IPFIX"), sflow: portOf("Open vSwitch, sFlow") })
        return bridge.stop
      }],
    ]
    for (const [name, start] of starts) {
      const its = watching.filter((one) => one.name.startsWith(name))
      if (its.length === 0) continue
      try {
        endings.push(await start())
      } catch (error) {
        console.error(`\nSKIPPED: ${its.map((one) => one.name).join("; ")}: ${String(error)}\n`)
        for (const one of its) failures.set(one.name, String(error))
      }
    }
    await replay(own, replayed)
  }

  beforeAll(async () => {
    ports = await Promise.all(usable.map(() => freePort()))
    const words = [...ports.flatMap((port) => ["-i", `flows://127.0.0.1:${port}`]), "-l", "1", "--flow-idle", "3600s"]
    const dataDir = path.join(folder, "data")
    netweir = await startNetweir(words, dataDir)
    truth = await flowsOf(demoCapture)
    await until("all ports are open", interfaces, (all) => all.length === usable.length && all.every(({ state }) => state === "running"))
    for (const [i, exporter] of usable.entries()) await exporter.export?.(ports[i], mkdtempSync(path.join(folder, "exporter-")))
    await watch()
    let last = { records: 0, sinceMs: 0 }
    await until("every exporter's records have come", async () => (await interfaces()).map(({ packets }) => packets.received), (received) => {
      const records = received.reduce((sum, count) => sum + count, 0)
      if (records !== last.records) last = { records, sinceMs: performance.now() }
      return received.filter((count) => count > 0).length >= usable.length - failures.size && performance.now() - last.sinceMs > QUIET_MS
    })
    forwarded = bridge?.forwarded() ?? 0
    if (bridge !== null && forwarded !== REPLAYED_FRAMES) console.error(`\nOpen vSwitch forwarded ${forwarded} of ${REPLAYED_FRAMES} frames here: what it exports is not held to be exact.\n`)
    const all = await interfaces()
    points = await Promise.all(ports.map(async (_, i) => (await get<{ rows: readonly ExporterRow[] }>(`interfaces/${all.find(({ name }) => name === nameOf(i))?.id}/exporters`)).rows))
    await netweir.stop()
    netweir = await startNetweir(words, dataDir)
    await until("history is there", () => get<{ store: { state: string } }>("health"), ({ store }) => store.state === "ready")
  }, 240_000)
  afterAll(async () => {
    for (const end of endings) end()
    lab?.remove()
    await netweir?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test.for(usable.map((exporter, i) => [exporter.name, exporter, i] as const))("%s", async ([, exporter, i], { skip }) => {
    skip(failures.has(exporter.name), failures.get(exporter.name))
    const flows = await kept(i)
    const want = byTuple((watchers.includes(exporter) ? seenTruth : truth).filter(({ client }) => exporter.hasIpv6 || !client.includes(":")), ETHERNET_BYTES)
    const got = byTuple(flows, exporter.linkBytes)
    const isExact = exporter.least === undefined || (exporter.isOfBridge === true && forwarded === REPLAYED_FRAMES)
    if (isExact) expect(Object.fromEntries(got)).toEqual(Object.fromEntries(want))
    else {
      const packetsOf = (sums: string | undefined) => Number.parseInt(sums ?? "0", 10)
      const all = (sums: ReadonlyMap<string, string>) => [...sums.values()].reduce((sum, one) => sum + packetsOf(one), 0)
      expect([...got].filter(([key, sums]) => packetsOf(sums) > packetsOf(want.get(key)))).toEqual([])
      expect(all(got)).toBeGreaterThanOrEqual(all(want) * (exporter.least ?? 1))
    }
    expect(new Set(flows.map(({ source }) => source))).toEqual(new Set([exporter.source]))
    expect(points[i].reduce((sum, { dropped }) => sum + dropped, 0)).toBe(0)
    // What a loss-free stream loses is nothing, in whatever way its exporter counts.
    if (isExact) expect(points[i].reduce((sum, { lost }) => sum + lost, 0)).toBe(0)
  })
})
