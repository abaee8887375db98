import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  // address of the device, name "router", model "UBNT"
  oneStep("announcement", "UBNTAC2", { transport: "udp", serverPort: 10001 }, { hex: "02060019 010006 18d611223344 0b0006 726f75746572 0c0004 55424e54" }, { metadata: { ubntac2: { hostName: "router", platform: "UBNT" } } }),
  oneStep("probe", "UBNTAC2", { transport: "udp", serverPort: 10001 }, { hex: "01000000" }),
]
