import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("greeting", "MapleStory", { serverPort: 8484 }, { from: "server", hex: "0e00 5300 0100 31 a1b2c3d4 e5f60718 08" }, { category: "Game" }),
]
