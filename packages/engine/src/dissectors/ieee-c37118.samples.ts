import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const turnOn = "aa41 0012 003c 5f5e1000 00000000 0002 b311"

export const samples: readonly DissectorSample[] = [
  oneStep("command: transmission on", "IEEE-C37118", { serverPort: 4712 }, { hex: turnOn }),
  oneStep("the same over UDP elsewhere", "IEEE-C37118", { transport: "udp", serverPort: 4715 }, { hex: turnOn }),
]
