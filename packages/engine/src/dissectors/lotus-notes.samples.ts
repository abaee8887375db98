import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("session", "LotusNotes", { serverPort: 1352 }, { hex: `3a000000 2f00 0000 0200 0040 020f 0001 003d 0500 ${"00".repeat(12)} 2f00 ${"00".repeat(20)}` }, { category: "Collaborative" }),
]
