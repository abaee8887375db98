import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("data transfer", "EtherSIO", { transport: "udp", serverPort: 6060 }, { hex: "4553494f 0001 0000001a 0001 0000 0018 0000 0000 0d01 0000 0000" }),
]
