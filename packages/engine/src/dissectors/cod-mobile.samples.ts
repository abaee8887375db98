import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("ping", "CoD_Mobile", { transport: "udp", serverPort: 7500 }, { hex: `a1b2c3d4e5f60718 ${textHex("ping")}` }, { category: "Game" }),
]
