import type { DissectorSample } from "../inspect/samples.ts"

const signature = "4b".repeat(32) + "9e".repeat(64)

export const samples: readonly DissectorSample[] = [
  {
    name: "ping of the discovery",
    flow: { transport: "udp", serverPort: 30305 },
    steps: [{ from: "client", hex: `${signature} 01 01 dc 04 cb 84 c0000201 82765f 82765f c9 84 c6336414 82765f 80 84 5f5e1000` }],
    want: { app: "ETHEREUM", confidence: "content" },
  },
  {
    name: "RLPx handshake elsewhere",
    flow: { serverPort: 31000 },
    steps: [{ from: "client", hex: `0180 04 ${"7d".repeat(383)}` }, { from: "server", hex: `0160 04 ${"b1".repeat(351)}` }],
    want: { app: "ETHEREUM", confidence: "content" },
  },
]
