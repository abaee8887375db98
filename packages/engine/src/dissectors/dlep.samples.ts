import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("peer discovery", "DLEP", { transport: "udp", serverPort: 854 }, { hex: "444c4550 0001 000a 0004 0006 00 726f757465" }),
  oneStep("session initialization", "DLEP", { serverPort: 854 }, { hex: "0001 000e 0004 0002 0061 0005 0004 00001388" }),
]
