import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("a frame that is cut", "VXLAN", { transport: "udp", serverPort: 4789 }, { hex: "08000000 00007b00 ffffffffffff 001122334455 88b5" }),
]
