import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("greeting", "NoMachine", { serverPort: 4001 }, { text: "NXSH-7.9.2\n" }, { encrypted: true, metadata: { nomachine: { version: "NXSH-7.9.2" } } }),
  { name: "UDP", flow: { transport: "udp", serverPort: 41_000 }, steps: [{ from: "client", hex: "0100 0100 0a00 0300 0000" }, { from: "server", hex: "0200 0100 0a00 0300 0000" }], want: { app: "NoMachine", confidence: "content" } },
]
