import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "connection request", flow: { transport: "udp", serverPort: 60030 }, steps: [{ from: "client", hex: `05 00ffff00fefefefefdfdfdfd12345678 06 ${"00".repeat(46)}` }], want: { app: "RakNet", category: "Game" } },
  { name: "ping", flow: { transport: "udp", serverPort: 19132 }, steps: [{ from: "client", hex: "01 0000000000001234 00ffff00fefefefefdfdfdfd12345678 0102030405060708" }], want: { app: "RakNet" } },
  { name: "acknowledgement", flow: { transport: "udp", serverPort: 60030 }, steps: [{ from: "client", hex: "c0 0003 01050000 01070000 01090000" }], want: { app: "RakNet", confidence: "content" } },
]
