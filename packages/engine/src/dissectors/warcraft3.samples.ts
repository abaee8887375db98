import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("games wanted", "Warcraft3", { transport: "udp", clientPort: 6112, serverPort: 6112 }, { hex: `f72f 1000 ${textHex("PX3W")} 1a000000 00000000` }, { category: "Game" }),
  oneStep("may I join", "Warcraft3", { serverPort: 6112 }, { hex: `f71e 1e00 01000000 0a0b0c0d 00 e017 02000000 ${textHex("Orcs")}00 0100 0000 0000` }),
  oneStep("Battle.net", "Warcraft3", { serverPort: 6112 }, { hex: `01 ff50 3a00 00000000 ${textHex("68XIPX3W")} 1a000000 00000000 7f000001` }),
  oneStep("a host repeats how full its game is", "Warcraft3", { transport: "udp", clientPort: 6112, serverPort: 6112 }, { hex: "f7 32 1000 01000000 02000000 0a000000" }),
]
