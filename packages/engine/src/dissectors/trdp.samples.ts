import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const ids = "00000000 00000000"

export const samples: readonly DissectorSample[] = [
  oneStep("process data", "TRDP", { transport: "udp", serverPort: 17224 }, { hex: `00000001 0100 5064 000003e8 ${ids} 00000005 00000000 00000000 00000000 a1b2c3d4 68656c6c6f 000000` }),
  oneStep("message request", "TRDP", { serverPort: 17225 }, { hex: `00000000 0100 4d72 000003e9 ${ids} 00000004 00000000 ${"1f".repeat(16)} 0000c350 ${"00".repeat(64)} a1b2c3d4 70696e67` }),
]
