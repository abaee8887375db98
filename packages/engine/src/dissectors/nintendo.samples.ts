import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connection", "Nintendo", { transport: "udp", clientPort: 50_123, serverPort: 49_500 }, { hex: `32ab9864 02 11 22 03 0102030405060708 ${"a5".repeat(44)}` }, { category: "Game" }),
]
