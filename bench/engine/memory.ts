// What a flow and a host cost in memory, everything included (tables, index, metadata, lists): a capture is read with nothing ever idle, once
// without hosts and once with them, and what resident memory grew by after the first packets is divided. (Tables are taken whole and filled
// page by page, so that the sizes of their arrays say nothing.)
//   node --expose-gc --import tsx bench/engine/memory.ts FILE
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import { engineOptions } from "./engine-options.ts"

interface Held { flows: number; hosts: number; grownBytes: number; grownFlows: number; grownHosts: number; rssMegabytes: number }

const WARM_PACKETS = 200_000

function residentBytes(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage.rss()
}

async function measure(file: string, account: boolean): Promise<Held> {
  const source = openSource(file)
  await source.open()
  const engine = createEngine(engineOptions({ inspect: true, account, flowIdleSeconds: 0, hostIdleSeconds: 0, maxFlows: 1 << 20, maxHosts: 1 << 20 }), {})
  let packets = 0
  let warm = { bytes: 0, flows: 0, hosts: 0 }
  const now = () => ({ bytes: residentBytes(), flows: engine.stats().activeFlows, hosts: engine.stats().activeHosts })
  for (;;) {
    const block = source.poll()
    if (block) {
      engine.process(block)
      packets += block.count
      if (warm.flows === 0 && packets > WARM_PACKETS) warm = now()
    } else if (source.ended) break
    else await source.wait(100)
  }
  await source.close()
  const { bytes, flows, hosts } = now()
  return { flows, hosts, grownBytes: bytes - warm.bytes, grownFlows: flows - warm.flows, grownHosts: hosts - warm.hosts, rssMegabytes: Math.round(bytes / 2 ** 20) }
}

const [file, mode] = process.argv.slice(2)
if (!file) throw new Error("usage: node --expose-gc --import tsx bench/engine/memory.ts FILE")
if (mode) console.log(JSON.stringify(await measure(file, mode === "hosts")))
else {
  const run = (what: string) => JSON.parse(execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", fileURLToPath(import.meta.url), file, what], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as Held
  const flows = run("flows")
  const both = run("hosts")
  const perFlow = flows.grownBytes / flows.grownFlows
  console.log(`flows alone: ${flows.flows} flows, ${perFlow.toFixed(0)} bytes a flow, metadata included; RSS ${flows.rssMegabytes} MB`)
  console.log(`with hosts and groups: ${both.flows} flows, ${both.hosts} hosts, ${((both.grownBytes - perFlow * both.grownFlows) / both.grownHosts).toFixed(0)} bytes a host, its lists included; RSS ${both.rssMegabytes} MB`)
}
