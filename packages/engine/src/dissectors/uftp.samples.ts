import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("announce", "UFTP", { transport: "udp", serverPort: 1044 }, { hex: "40 01 0000 c0000205 5d3c1b0a 00 9d 00 00 01 06 0014 00000514 65a1b2c3 00057a51 e6040401 e6050533" }, { category: "Download", metadata: { uftp: { version: 4 } } }),
]
