import type { DissectorSample } from "../inspect/samples.ts"

const header = "5f5e1001 3c2d1e40 00000001 00000001 00000001"

export const samples: readonly DissectorSample[] = [
  {
    name: "call of the fileserver",
    flow: { transport: "udp", serverPort: 7000, clientPort: 7001 },
    steps: [{ from: "client", hex: `${header} 01 05 00 00 0000 0001 00000085` }],
    want: { app: "RX", confidence: "content" },
  },
  {
    name: "call elsewhere, and its answer",
    flow: { transport: "udp", serverPort: 8000 },
    steps: [{ from: "client", hex: `${header} 01 05 00 00 0000 0034 00000085` }, { from: "server", hex: `${header} 01 04 00 00 0000 0034 00000000` }],
    want: { app: "RX", confidence: "content" },
  },
]
