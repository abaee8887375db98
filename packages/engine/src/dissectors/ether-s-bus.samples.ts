import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("read status", "Ether-S-Bus", { transport: "udp", serverPort: 5050 }, { hex: "0000000d 01 00 0007 00 05 1b e387" }),
]
