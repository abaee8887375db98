import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("ping", "SteamDatagramRelay", { transport: "udp", serverPort: 27031 }, { hex: `0181 ${textHex("sdping")} 11223344 55667788 ${"00".repeat(40)}` }, { category: "Game" }),
]
