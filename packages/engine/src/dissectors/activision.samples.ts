import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("opening", "Activision", { transport: "udp", clientPort: 3074, serverPort: 33_500 }, { hex: "0d0200 0102030405060708090a0b0c0d0e 0a000005 020c a1b2c3d4e5f6" }, { category: "Game" }),
]
