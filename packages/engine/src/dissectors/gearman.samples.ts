import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [oneStep("can do", "Gearman", { serverPort: 4730 }, { hex: "00524551 00000001 00000007 72657665727365" })]
