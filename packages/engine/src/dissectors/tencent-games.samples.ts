import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("gateway", "TencentGames", { serverPort: 65_010 }, { hex: `3366 000b 000b 1001 00 00000001 00000000 4c000000 ${"11".repeat(40)}` }, { category: "Game" }),
  oneStep("second", "TencentGames", { serverPort: 8085 }, { hex: `4366 aa 00000040 15 00000017 10 ${"22".repeat(53)}` }),
  oneStep("third", "TencentGames", { serverPort: 31_003 }, { hex: `4215f787 03e9 00000020 ${"33".repeat(32)}` }),
]
