import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("a flow sample", "sFlow", { transport: "udp", serverPort: 6343 }, { hex: "00000005 00000001 c0000201 00000000 00000007 00010000 00000001 00000001 00000008 0000000100000002" }),
]
