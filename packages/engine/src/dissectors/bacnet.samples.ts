import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("who-is", "BACnet", { transport: "udp", serverPort: 47808 }, { hex: "81 0b 000c 01 20 ffff 00 ff 10 08" }),
  oneStep("read property elsewhere", "BACnet", { transport: "udp", serverPort: 47900 }, { hex: "81 0a 0011 01 04 0005 01 0c 0c 023fffff 194b" }),
  oneStep("register as foreign device", "BACnet", { transport: "udp", serverPort: 47808 }, { hex: "81 05 0006 003c" }),
]
