import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("log-in", "TES_Online", { serverPort: 24_110 }, { hex: `00000060 00010001 00000058 0110 0001 0008 ${textHex("traveler")} ${"4d".repeat(74)}` }, { category: "Game" }),
]
