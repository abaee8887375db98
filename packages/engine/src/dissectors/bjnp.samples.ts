import { oneStep, textHex } from "../inspect/samples.ts"

export const samples = [
  oneStep("discovery", "BJNP", { transport: "udp", serverPort: 8612 }, { hex: `${textHex("BJNP")} 02 01 0000 0001 0000 00000000` }, { category: "System" }),
  oneStep("answer", "BJNP", { transport: "udp", serverPort: 40_612 }, { from: "server", hex: `${textHex("MFNP")} 82 01 0000 0001 0000 00000004 c0000205` }),
]
