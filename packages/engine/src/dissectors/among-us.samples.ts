import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("hello", "AmongUs", { transport: "udp", serverPort: 22023 }, { hex: `08 0001 00 46d20203 05 ${textHex("Crew1")}` }, { category: "Game" }),
]
