import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("production", "EthernetGlobalData", { transport: "udp", serverPort: 18246 }, { hex: `0d01 0700 c0000209 01000000 a1b2c365 00e1f505 01000000 02010000 00000000 ${"3f".repeat(20)}` }, { category: "IoT-Scada" }),
]
