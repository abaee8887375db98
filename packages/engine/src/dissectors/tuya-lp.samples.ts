import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("announcement", "TuyaLP", { transport: "udp", serverPort: 6667 }, { hex: `000055aa 00000000 00000013 0000001c 00000000 ${"a7".repeat(16)} 11223344 0000aa55` }),
  oneStep("control, version 3.5", "TuyaLP", { serverPort: 6668 }, { hex: `00006699 0000 00000001 00000003 00000020 ${"5c".repeat(32)} 00009966` }),
]
