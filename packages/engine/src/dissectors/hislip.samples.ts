import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("initialize", "HiSLIP", { serverPort: 4880 }, { hex: "4853 00 00 01004b53 0000000000000007 6869736c697030" }),
]
