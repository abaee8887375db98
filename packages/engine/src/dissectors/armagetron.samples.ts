import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("log-in", "Armagetron", { transport: "udp", serverPort: 4534 }, { hex: "000b 0001 0006 1f40 0000 0003 4142 4300 0001 0000" }, { category: "Game" }),
]
