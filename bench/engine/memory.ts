// What a flow and a host cost in memory, everything included (tables, index, metadata, lists): a capture is read with nothing ever idle, once
// without hosts and once with them, and what the process holds afterwards is divided.
//   node --expose-gc --import tsx bench/engine/memory.ts FILE
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { createEngine } from "@netweir/engine/create-engine.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import { engineOptions } from "./engine-options.ts"

interface Held { flows: number; hosts: number; bytes: number; rssMegabytes: number }

function heldBytes(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function measure(file: string, account: boolean): Promise<Held> {
  const source = openSource(file)
  await source.open()
  const before = heldBytes()
  const engine = createEngine(engineOptions({ inspect: true, account, flowIdleSeconds: 0, hostIdleSeconds: 0, maxFlows: 1 << 20, maxHosts: 1 << 20 }), {})
  for (;;) {
    const block = source.poll()
    if (block) engine.process(block)
    else if (source.ended) break
    else await source.wait(100)
  }
  await source.close()
  const bytes = heldBytes() - before
  const { activeFlows, activeHosts } = engine.stats()
  return { flows: activeFlows, hosts: activeHosts, bytes, rssMegabytes: Math.round(process.memoryUsage.rss() / 2 ** 20) }
}

const [file, mode] = process.argv.slice(2)
if (!file) throw new Error("usage: node --expose-gc --import tsx bench/engine/memory.ts FILE")
if (mode) console.log(JSON.stringify(await measure(file, mode === "hosts")))
else {
  const run = (what: string) => JSON.parse(execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", fileURLToPath(import.meta.url), file, what], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as Held
  const flows = run("flows")
  const both = run("hosts")
  console.log(`flows alone: ${flows.flows} flows, ${(flows.bytes / 2 ** 20).toFixed(0)} MB held, ${(flows.bytes / flows.flows).toFixed(0)} bytes a flow, metadata included; RSS ${flows.rssMegabytes} MB`)
  console.log(`with hosts and groups: ${both.flows} flows, ${both.hosts} hosts, ${(both.bytes / 2 ** 20).toFixed(0)} MB held, ${((both.bytes - flows.bytes) / both.hosts).toFixed(0)} bytes a host, its lists included; RSS ${both.rssMegabytes} MB`)
}
