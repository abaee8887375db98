import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("a bubble", "Teredo", { transport: "udp", serverPort: 3544 }, { hex: "6000 0000 0000 3b 15 20010000c0000201 0000f1f1f1f1f1f1 20010000c0000202 0000f2f2f2f2f2f2" }),
]
