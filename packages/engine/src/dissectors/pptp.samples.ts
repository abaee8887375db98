import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "start control connection", flow: { serverPort: 1723 }, steps: [{ from: "client", hex: `009c 0001 1a2b3c4d 0001 0000 ${"00".repeat(144)}` }], want: { app: "PPTP", category: "VPN" } },
]
