// Two Netweirs: one reads a capture and publishes (-I), the other subscribes (-i tcp://...). What the second has in its table is what
// the first wrote into files: packets and bytes of each side of each 5-tuple.
import { spawn, type ChildProcess } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import type { FlowRow } from "@netweir/model"
import { freePort } from "@netweir/ingest/zmtp/testing/free-port.ts"
import { afterAll, expect, test } from "vitest"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const isBuilt = existsSync(path.join(root, "dist/main.mjs"))
const dir = mkdtempSync(path.join(tmpdir(), "netweir-zmq-"))
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill("SIGKILL")
  rmSync(dir, { recursive: true, force: true })
})

function start(words: readonly string[]): { child: ChildProcess; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [path.join(root, "bin/netweir.mjs"), ...words, "-W", "0", "-l", "1", "--store", "none", "-s", "--offline"], { stdio: "ignore" })
  running.add(child)
  return { child, ended: new Promise((resolve) => child.once("exit", resolve)) }
}

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
}

type Totals = Record<string, number[]>
type Told = Pick<FlowRow, "client" | "clientPort" | "server" | "serverPort" | "ipProtocol" | "vlan" | "packetsToServer" | "packetsToClient" | "bytesToServer" | "bytesToClient">

/** Packets and bytes of both ends, whoever is called the client. */
function totalsOf(flows: readonly Told[]): Totals {
  const totals: Totals = {}
  for (const flow of flows) {
    const client = `${flow.client} ${flow.clientPort}`, server = `${flow.server} ${flow.serverPort}`
    const isInOrder = client < server
    const sum = (totals[`${flow.ipProtocol} ${flow.vlan} ${isInOrder ? `${client} ${server}` : `${server} ${client}`}`] ??= [0, 0, 0, 0])
    const toServer = [flow.packetsToServer, flow.bytesToServer], toClient = [flow.packetsToClient, flow.bytesToClient]
    ;[...(isInOrder ? toServer : toClient), ...(isInOrder ? toClient : toServer)].forEach((count, i) => { sum[i] += count })
  }
  return totals
}

const cases = [
  { name: "-I listens, JSON", collect: (at: string) => [at], publish: (at: string) => ["-I", at] },
  { name: "-I connects to a collector that listens, CURVE", collect: (at: string) => [`${at}c`, "--zmq-encryption"], publish: (at: string, key: string) => ["-I", `${at}c`, "--zmq-encryption-key", key] },
  { name: "TLV, compressed, newest header", collect: (at: string) => [at], publish: (at: string) => ["--sink", `${at.replace("tcp", "zmq")}?format=tlv&header=3&compress`] },
  { name: "the old password", collect: (at: string) => [at, "--zmq-encrypt-pwd", "secret"], publish: (at: string) => ["-I", at, "--zmq-encrypt-pwd", "secret"] },
]
for (const { name, collect, publish } of cases) {
  test.skipIf(!isBuilt)(`${name}: totals per 5-tuple are equal`, { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(path.join(dir, "case-"))
    const [port, httpA, httpB] = [await freePort(), await freePort(), await freePort()]
    const at = `tcp://127.0.0.1:${port}`
    const base = `http://127.0.0.1:${httpB}/api/v1`
    const collector = start(["-i", ...collect(at), "-w", `127.0.0.1:${httpB}`, "-d", path.join(folder, "b"), "--flow-idle", "1h"])
    const get = async (url: string) => (await fetch(base + url)).json()
    const id = await until(async () => ((await get("/interfaces")) as { id: number; state: string }[]).find(({ state }) => state === "running")?.id ?? null)
    const keyFile = path.join(folder, "b", "zmq-key.pub")
    const key = existsSync(keyFile) ? readFileSync(keyFile, "utf8").trim() : ""
    const out = path.join(folder, "out")
    const probe = start(["-i", path.join(root, "corpus/demo.pcap"), ...publish(at, key), "--sink", `ndjson://${out}`, "-w", `127.0.0.1:${httpA}`, "-d", path.join(folder, "a"), "--pcap-file-purge-flows", "--shutdown-when-done"])
    // The publisher ends by itself, and its last messages arrive all the same.
    await probe.ended
    const written = readdirSync(out).flatMap((file) => readFileSync(path.join(out, file), "utf8").trimEnd().split("\n")).map((line) => JSON.parse(line) as Told)
    const packets = await until(async () => {
      const [stats] = (await get("/interfaces")) as { packets: { received: number; stored: number } }[]
      return stats.packets.received >= written.length ? stats.packets : null
    })
    expect(packets).toMatchObject({ received: written.length, stored: written.length, dropped: {} })
    const collected: Told[] = []
    for (;;) {
      const page = (await get(`/interfaces/${id}/flows?limit=500&offset=${collected.length}`)) as { rows: Told[] }
      collected.push(...page.rows)
      if (page.rows.length < 500) break
    }
    expect(totalsOf(collected)).toEqual(totalsOf(written))
    expect(Object.keys(totalsOf(written)).length).toBeGreaterThan(1000)
    collector.child.kill("SIGTERM")
    await collector.ended
  })
}
