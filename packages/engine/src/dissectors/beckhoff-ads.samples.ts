import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("read state", "BeckhoffADS", { serverPort: 48898 }, { hex: "0000 20000000 0a0000010101 5303 0a0000020101 0180 0400 0400 00000000 00000000 01000000" }),
  oneStep("search", "BeckhoffADS", { transport: "udp", serverPort: 48899 }, { hex: "03661471 00000000 01000000 0a0000010101 1027 00000000" }),
]
