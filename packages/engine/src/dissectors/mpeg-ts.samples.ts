import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("seven cells", "MPEG_TS", { transport: "udp", serverPort: 1234, serverIp: "239.1.1.1" }, { hex: `47 0100 10 ${"c5".repeat(184)}`.repeat(7) }, { category: "Media" }),
]
