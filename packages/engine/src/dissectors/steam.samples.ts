import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("who is at home", "Steam", { transport: "udp", serverPort: 27036 }, { hex: "ffffffff214c5fa0 0a000000 08a1b2c3d4e5f60718 1000 04000000 08011001" }),
  oneStep("connection over TCP", "Steam", { serverPort: 27017 }, { hex: `1c000000 ${textHex("VT01")} 17050000ffffffffffffffffffffffffffffffff0100000001000000` }, { category: "Game" }),
  oneStep("connection over UDP", "Steam", { transport: "udp", serverPort: 27018 }, { hex: `${textHex("VS01")} 0000 01 00 00020000 00000000 01000000 00000000 00000000 00000000 00000000` }),
]
