// Every capture of this folder against its golden text. GOLDEN=update rewrites the .expected files; the diff is what a reviewer reads.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import type { FlowRow } from "@netweir/model"
import { expect, test } from "vitest"

const folder = import.meta.dirname
const captures = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".pcap") && name !== "demo.pcap").sort()
const noFacts = { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }

async function analyse(file: string): Promise<{ text: string; unaccounted: number }> {
  const flows: FlowRow[] = []
  const source = openSource(file, {})
  await source.open()
  const engine = createEngine(
    {
      interfaceName: path.basename(file), interfaceId: 1, localNetworks: ["10.0.0.0/8"], maxFlows: 100_000, maxHosts: 10_000, flowIdleSeconds: 0,
      hostIdleSeconds: 0, activeSliceSeconds: 0, harvestSeconds: 5, inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1,
      facts: noFacts, hostAliases: {},
    },
    { onFlows: () => {}, onSeries: () => {}, onEndedFlow: (row) => flows.push(row) },
  )
  while (!source.ended) {
    const block = source.poll()
    if (block) engine.process(block)
    else if (!source.ended) await source.wait(100)
  }
  engine.finish()
  const { packets } = engine.stats()
  const seen = source.counters()
  await source.close()
  const dropped = Object.values(packets.dropped).reduce((sum, count) => sum + count, 0)
  flows.sort((a, b) => a.firstSeenMs - b.firstSeenMs || a.clientPort - b.clientPort || (a.client < b.client ? -1 : 1))
  return { text: `${packets.received} packets, ${packets.stored} stored\n${flows.map(flowText).join("")}`, unaccounted: seen.received - packets.stored - packets.filtered - seen.filtered - dropped }
}

function flowText(flow: FlowRow): string {
  const end = (ip: string, port: number) => (port ? `${ip.includes(":") ? `[${ip}]` : ip}:${port}` : ip)
  const facts = [
    `${flow.l4} ${end(flow.client, flow.clientPort)} > ${end(flow.server, flow.serverPort)}`, `${flow.app} (${flow.confidence})`,
    `${flow.packetsToServer}+${flow.packetsToClient} packets, ${flow.bytesToServer}+${flow.bytesToClient} bytes`,
    flow.vlan ? `vlan ${flow.vlan}` : "", flow.tunnel === "none" ? "" : `in ${flow.tunnel}`, flow.tcpState === "none" ? "" : flow.tcpState,
    flow.hostname ? `asked ${flow.hostname}` : "", flow.info ? `info ${flow.info}` : "", flow.risks.length ? `risks ${flow.risks.join(" ")}` : "",
    flow.retransmissionsToServer + flow.retransmissionsToClient ? `retransmissions ${flow.retransmissionsToServer}+${flow.retransmissionsToClient}` : "",
    flow.lostToServer + flow.lostToClient ? `lost ${flow.lostToServer}+${flow.lostToClient}` : "",
    flow.outOfOrderToServer + flow.outOfOrderToClient ? `out of order ${flow.outOfOrderToServer}+${flow.outOfOrderToClient}` : "",
  ].filter(Boolean)
  const metadata = Object.entries(flow.metadata).filter(([, record]) => record !== undefined).map(([name, record]) => `  ${name} ${JSON.stringify(record)}\n`)
  return `${facts.join(" | ")}\n${metadata.join("")}`
}

for (const capture of captures) {
  test(capture, async () => {
    const expectedPath = path.join(folder, capture.replace(/\.pcap$/, ".expected"))
    const { text, unaccounted } = await analyse(path.join(folder, capture))
    expect(unaccounted, "received = stored + filtered + dropped").toBe(0)
    if (process.env.GOLDEN === "update") writeFileSync(expectedPath, text)
    expect(existsSync(expectedPath), `${expectedPath} is missing: run with GOLDEN=update and read what it says`).toBe(true)
    expect(text).toBe(readFileSync(expectedPath, "utf8"))
  })
}
