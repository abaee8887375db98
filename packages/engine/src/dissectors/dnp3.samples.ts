import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("link status request", "DNP3", { serverPort: 20000 }, { hex: "0564 05 c0 0100 0004 e921" }),
  oneStep("the same elsewhere", "DNP3", { serverPort: 19999 }, { hex: "0564 05 c0 0100 0004 e921" }),
]
