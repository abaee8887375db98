import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", serverPort: 27015 } as const
export const samples: readonly DissectorSample[] = [
  oneStep("information wanted", "Source_Engine", flow, { hex: `ffffffff ${textHex("TSource Engine Query")} 00 0a0b0c0d` }, { category: "Game" }),
  oneStep("players wanted", "Source_Engine", { transport: "udp", serverPort: 28115 }, { hex: "ffffffff 55 ffffffff" }),
  oneStep("information", "Source_Engine", flow, { hex: `ffffffff 49 11 ${textHex("A server")} 00 ${textHex("de_dust2")} 00 ${textHex("cstrike")} 00` }),
  oneStep("answer with the server's name on another port", "Source_Engine", { transport: "udp", serverPort: 28_015 }, { from: "server", hex: `ffffffff 49 11 ${textHex("A quiet server")} 00 6d617000 67616d6500 47616d6500 0000 05 20 00` }),
]
