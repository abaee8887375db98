import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("hello", "OpenFlow", { serverPort: 6653 }, { hex: "04 00 0008 00000001" }),
]
