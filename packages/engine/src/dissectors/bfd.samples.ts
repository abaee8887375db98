import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("down", "BFD", { transport: "udp", serverPort: 3784 }, { hex: "20 40 03 18 00000001 00000000 000f4240 000f4240 00000000" }),
  { name: "seamless", flow: { transport: "udp", serverPort: 7784 }, steps: [{ from: "client", hex: "20 c0 03 18 00000001 00000002 000f4240 000f4240 00000000" }], want: { app: "BFD", confidence: "content" } },
  oneStep("large, padded", "BFD", { transport: "udp", serverPort: 4784 }, { hex: `20 c0 03 18 00000001 00000002 000f4240 000f4240 00000000 ${"00".repeat(1400)}` }),
]
