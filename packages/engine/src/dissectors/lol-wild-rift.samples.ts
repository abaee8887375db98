import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "lobby",
    flow: { transport: "udp", serverPort: 15_004 },
    steps: [{ from: "client", hex: `04000000 ${"9c".repeat(65)}` }, { from: "server", hex: `10000000 ${"5b".repeat(355)}` }],
    want: { app: "LoLWildRift", category: "Game", confidence: "content" },
  },
  oneStep("match", "LoLWildRift", { transport: "udp", serverPort: 18_001 }, { hex: `0102c841 00000001 0001 00000032 0004 0004 ${textHex("B1C2")}` }),
]
