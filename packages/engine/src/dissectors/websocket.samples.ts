import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "frames without the upgrade", flow: { serverPort: 9999, midstream: true },
    steps: [{ from: "client", hex: "81 85 01020304 696e6f6868" }, { from: "server", hex: "81 05 68656c6c6f" }, { from: "client", hex: "89 80 0a0b0c0d" }, { from: "server", hex: "8a 00" }, { from: "client", hex: "81 82 01020304 6868" }],
    want: { app: "WebSocket", confidence: "content" },
  },
]
