import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("get status", "AFP", { serverPort: 548 }, { hex: "00 03 0001 00000000 00000000 00000000" }),
  oneStep("open session", "AFP", { serverPort: 548 }, { hex: "00 04 0001 00000000 00000006 00000000 01 04 00000400" }),
]
