import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("sync", "PTPv2", { transport: "udp", serverPort: 319 }, { hex: `00 02 002c 00 00 0200 0000000000000000 00000000 001122fffe334455 0001 0007 00 00 ${"00".repeat(10)}` },
    { category: "System", metadata: { ptp: { message: "Sync", domain: 0 } } }),
]
