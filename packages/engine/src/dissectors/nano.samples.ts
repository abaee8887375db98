import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("handshake", "Nano", { serverPort: 7075 }, { hex: `5243 13 13 12 0a 0100 ${"6e".repeat(32)}` }),
]
