import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("log-in", "PathofExile", { serverPort: 6112 }, { hex: `0003 00381234 0002 0006 ${textHex("Exile1")} 00 a1b2c3d4 00000020 00000001` }, { category: "Game" }),
]
