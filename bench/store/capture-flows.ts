// The flow batches of a capture file, as the engine hands them to history.
import { createEngine } from "@netweir/engine/create-engine.ts"
import { openSource } from "@netweir/ingest/open-source.ts"
import type { FlowBatch } from "@netweir/model"

export async function captureFlows(file: string): Promise<FlowBatch[]> {
  const batches: FlowBatch[] = []
  const source = openSource(file)
  await source.open()
  const engine = createEngine({
    interfaceName: "bench", interfaceId: 1, localNetworks: ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12"], maxFlows: 500_000, maxHosts: 200_000, flowIdleSeconds: 60, hostIdleSeconds: 300,
    activeSliceSeconds: 300, harvestSeconds: 10, inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1, hostAliases: {},
    facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" },
  }, { onFlows: (batch) => batches.push(batch), onSeries: () => {} })
  while (!source.ended) {
    const block = source.poll()
    if (block) engine.process(block)
    else await source.wait(20)
  }
  engine.finish()
  await source.close()
  return batches
}
