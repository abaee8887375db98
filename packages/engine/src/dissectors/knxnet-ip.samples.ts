import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("search request", "KNXnet_IP", { transport: "udp", serverPort: 3671 }, { hex: "0610 0201 000e 08 01 c000020a c350" }),
  oneStep("two tunnelling messages", "KNXnet_IP", { serverPort: 3671 }, { hex: "0610 0424 000e 0401000000 000000 0610 0425 000a 04010000" }),
]
