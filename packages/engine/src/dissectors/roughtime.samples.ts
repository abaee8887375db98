import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("Google's request", "Roughtime", { transport: "udp", serverPort: 2002 }, { hex: `02000000 40000000 4e4f4e43 504144ff ${"9c".repeat(64)} ${"00".repeat(944)}` }),
  oneStep("the IETF's", "Roughtime", { transport: "udp", serverPort: 2002 }, { hex: `524f55474854494d 20000000 02000000 04000000 56455200 4e4f4e43 01000000 ${"9c".repeat(12)}` }),
]
