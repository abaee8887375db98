import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connect", "GaijinEntertainment", { transport: "udp", serverPort: 20_016 }, { hex: "8fff 0102 82ff0001 0000 ffff 00000578 00010000 00000010 00000000 00000000 00001388 00000002 00000002 1a2b3c4d 00000000" }, { category: "Game" }),
  oneStep("counters", "GaijinEntertainment", { transport: "udp", serverPort: 20_011 }, { text: "app.exit,env=production,circuit=production,application=client,platform=linux:1|c" }),
]
