// Payloads with their owners: what the samples of all dissectors say.
import { readdirSync } from "node:fs"
import path from "node:path"
import { hex } from "../bytes/byte-window.ts"
import { dissectors } from "../dissectors/index.ts"
import type { DissectorSample } from "./samples.ts"
import { InspectionBench } from "./testing.ts"
import type { OwnedPayload } from "./testing-precision.ts"

/** A message of the first, changed, may still be one of the second: it is written in it. */
const writtenIn: Readonly<Record<string, string>> = { Mining: "JSON-RPC" }

export async function ownedPayloads(): Promise<OwnedPayload[]> {
  const folder = path.join(import.meta.dirname, "../dissectors")
  const owned: (OwnedPayload & { readonly protocols: string[] })[] = []
  const whole = new InspectionBench(dissectors)
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".samples.ts"))) {
    const { samples }: { samples: readonly DissectorSample[] } = await import(/* @vite-ignore */ path.join(folder, file))
    for (const sample of samples) {
      const { master, app } = whole.run(sample.flow, sample.steps)
      const protocols = new Set([master, ...app.split("."), ...(sample.alsoCarries ?? []), writtenIn[master] ?? master])
      for (const step of sample.steps) {
        const bytes = step.bytes ?? (step.hex === undefined ? new TextEncoder().encode(step.text ?? "") : hex(step.hex))
        if (bytes.length > 0) owned.push({ bytes, protocols: [...protocols], transport: sample.flow.transport ?? "tcp", flow: sample.flow })
      }
    }
  }
  addClaimants(owned)
  return owned
}

/** Who takes a payload alone as it is (a family's wire format, a name service's answer): what whole samples are taken for is another test's. */
function addClaimants(owned: readonly (OwnedPayload & { readonly protocols: string[] })[]): void {
  for (const dissector of dissectors) {
    const bench = new InspectionBench([dissector])
    for (const { bytes, protocols, transport, flow } of owned) {
      if (!dissector.transports.includes(transport) || (dissector.firstBytes && !dissector.firstBytes.includes(bytes[0]))) continue
      const { matched } = bench.inspector.stats()
      bench.run(flow, [{ from: "client", bytes }])
      if (bench.inspector.stats().matched > matched) protocols.push(dissector.protocol)
    }
  }
}
