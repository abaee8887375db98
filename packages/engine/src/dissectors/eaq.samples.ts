import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "probe and echo", flow: { transport: "udp", serverPort: 6000 }, steps: [{ from: "client", hex: "00000000 00000111 00022222 00009000" }, { from: "server", hex: "00000000 00000111 00022222 00006000" }], want: { app: "EAQ", confidence: "content" } },
]
