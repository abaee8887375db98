import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("down", "BFD", { transport: "udp", serverPort: 3784 }, { hex: "20 40 03 18 00000001 00000000 000f4240 000f4240 00000000" }),
]
