import type { DissectorSample } from "../inspect/samples.ts"

const noise = Array.from({ length: 1528 }, (_, i) => ((i * 37 + 11) & 0xff).toString(16).padStart(2, "0")).join("")
export const samples: readonly DissectorSample[] = [
  {
    name: "handshake",
    flow: { serverPort: 1935 },
    steps: [{ from: "client", hex: `03 00001234 00000000 ${noise}` }, { from: "server", hex: `03 00a1b2c3 00000000 ${noise}` }],
    want: { app: "RTMP", category: "Media", confidence: "content" },
  },
  {
    name: "handshake with a version, elsewhere",
    flow: { serverPort: 6002 },
    steps: [{ from: "client", hex: `03 00000000 80000702 ${noise}` }, { from: "server", hex: `03 00a1b2c3 04050001 ${noise}` }],
    want: { app: "RTMP", confidence: "content" },
  },
  {
    name: "Flash Player 10: its time and version", flow: { serverPort: 1936 },
    steps: [{ from: "client", hex: `03 0001e240 80000702 ${"5a".repeat(1528)}` }, { from: "server", hex: `03 0001e241 05000101 ${"6b".repeat(1528)}` }],
    want: { app: "RTMP", confidence: "content" },
  },
]
