import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connection request", "CryNetwork", { transport: "udp", serverPort: 25_300 }, { hex: `3c 00000912 00000000 00000000 00000001 00000007 00000003 07 00000005 00000000 00000005 ${"c3".repeat(32)}` }, { category: "Game" }),
]
