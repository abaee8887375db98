import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("StarCraft II", "Starcraft", { serverPort: 1119 }, { hex: "4a00000a66020aed2d66" }, { category: "Game" }),
  oneStep("Battle.net", "Starcraft", { serverPort: 6112 }, { hex: `01 ff50 3a00 00000000 ${textHex("68XIRATS")} d3000000 00000000 7f000001` }),
]
