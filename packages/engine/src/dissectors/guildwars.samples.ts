import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("version", "Guildwars", { serverPort: 6112 }, { hex: "00040c00 9a920000 01000000 04000000" }, { category: "Game" }),
  oneStep("version at a game's server", "Guildwars", { serverPort: 6112 }, { hex: `0005 3c00 9a920000 ${"5a".repeat(56)}` }, { category: "Game" }),
]
