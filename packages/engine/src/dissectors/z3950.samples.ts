import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("initialize request", "Z3950", { serverPort: 210 }, { hex: "b4 14 83 02 05e0 84 03 00e9a2 85 04 00100000 86 04 00100000" }),
]
