import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("first generation", "TeamViewer", { serverPort: 5939 }, { hex: "1724 0a 0c00 0000000000000000 00488000" }, { encrypted: true }),
  oneStep("second generation", "TeamViewer", { serverPort: 5939 }, { hex: `1130 36 00 08000000 01000000 ${"00".repeat(12)} 1b00000018000000` }),
  oneStep("UDP", "TeamViewer", { transport: "udp", serverPort: 40_111 }, { hex: "0000000000000000 4a21 03 1724 73 0400 01020304" }),
]
