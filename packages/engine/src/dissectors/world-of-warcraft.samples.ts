import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("world", "WorldOfWarcraft", { serverPort: 3724 }, { from: "server", hex: `3000 ${textHex("WORLD OF WARCRAFT CONNECTION - SERVER TO CLIENT")} 00` }, { category: "Game" }),
  oneStep("logon", "WorldOfWarcraft", { serverPort: 3724 }, { hex: `00 08 2200 ${textHex("WoW")}00 03 03 05 3430 ${textHex("68x")}00 ${textHex("niW")}00 ${textHex("SUne")} 3c000000 c0000205 04 ${textHex("USER")}` }),
]
