import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("length, message to come", "AliCloud", { serverPort: 8999 }, { hex: "cefabeba 80000000" }),
]
