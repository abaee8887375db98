import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", serverPort: 5055 } as const
export const samples: readonly DissectorSample[] = [
  oneStep("connect", "TocaBoca", flow, { hex: "ffff 00 01 00000102 1a2b3c4d 02 ff 01 04 0000002c 00000001 000004b0 00008000 00000002 00000000 00000000 00001388 00000002 00000002" }, { category: "Game" }),
  oneStep("ping", "TocaBoca", flow, { hex: `${"7d".repeat(12)} 07` }),
]
