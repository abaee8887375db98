import type { DissectorSample } from "../inspect/samples.ts"

const rest = "5b7c".repeat(20)
export const samples: readonly DissectorSample[] = [
  {
    name: "call",
    flow: { transport: "udp", serverPort: 20_100 },
    steps: [
      { from: "client", hex: `d82c 00b1 06020001 ${rest}` },
      { from: "server", hex: `d82c 0017 06020002 ${rest}` },
      { from: "client", hex: `d02c 00b2 18020003 ${rest}` },
    ],
    want: { app: "LineCall", confidence: "content", encrypted: true },
  },
]
