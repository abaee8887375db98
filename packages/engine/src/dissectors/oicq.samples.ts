import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("keep alive", "OICQ", { transport: "udp", serverPort: 8000 }, { hex: `02 2f17 0002 1a2b 0bc614e1 ${"9e3d".repeat(8)} 03` }),
]
