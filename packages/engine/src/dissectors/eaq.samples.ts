import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "probe and echo", flow: { transport: "udp", serverPort: 6000 }, steps: [{ from: "client", hex: "00000000 00000111 00022222 00009000" }, { from: "server", hex: "00000000 00000111 00022222 00006000" }], want: { app: "EAQ", confidence: "content" } },
  {
    name: "probes that nobody echoes", flow: { transport: "udp", serverPort: 6000 },
    steps: [{ from: "client", hex: "00000000 00000dda 0002e3ae 00009000" }, { from: "client", hex: "00000001 00000ddc 0002c63c 00009000" }], want: { app: "EAQ", confidence: "content" },
  },
]
