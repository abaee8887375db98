import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "two participants",
    flow: { transport: "udp", serverPort: 47000 },
    steps: [{ from: "client", hex: "0902 2b9a02 0000000000" }, { from: "server", hex: "0903 2b9a02 0000000000" }],
    want: { app: "IMO", confidence: "content" },
  },
  {
    name: "server",
    flow: { transport: "udp", serverPort: 36000 },
    steps: [{ from: "server", hex: "000903 2b9a02 0000000000" }, { from: "server", hex: "000903 5fa102 0000000000" }],
    want: { app: "IMO", confidence: "content" },
  },
]
