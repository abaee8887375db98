import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("state of a member", "CPHA", { transport: "udp", clientPort: 8116, serverPort: 8116 }, { hex: "1a90 0c31 0001 0001 0002 0001 ffff 0000 00000001 00000002 00000000" }),
]
