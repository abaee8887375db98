import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("heartbeat request", "PFCP", { transport: "udp", clientPort: 8805, serverPort: 8805 }, { hex: "20 01 000c 000001 00 0060 0004 e5000000" }),
  oneStep("session deletion request", "PFCP", { transport: "udp", clientPort: 8805, serverPort: 8805 }, { hex: "21 36 000c 0000000000000001 000002 00" }),
]
