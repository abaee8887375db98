import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("read memory area", "FINS", { transport: "udp", serverPort: 9600 }, { hex: "80 00 02 00 01 00 00 63 00 12 0101 82 0064 00 0001" }),
  oneStep("node address of the client", "FINS", { serverPort: 9600 }, { hex: "46494e53 0000000c 00000000 00000000 00000000" }),
]
