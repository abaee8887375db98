import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connection request", "Yojimbo", { transport: "udp", serverPort: 40_000 }, { hex: `00 ${textHex("NETCODE 1.02")}00 1122334455667788 00f0f16500000000 ${"7e".repeat(64)}` }, { category: "Game" }),
]
