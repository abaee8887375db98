import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("start data transfer", "IEC60870", { serverPort: 2404 }, { hex: "68 04 07 00 00 00" }),
  oneStep("start data transfer elsewhere", "IEC60870", { serverPort: 12404 }, { hex: "68 04 07 00 00 00" }),
  oneStep("general interrogation", "IEC60870", { serverPort: 2404 }, { hex: "68 0e 0000 0000 64 01 0600 0100 000000 14" }),
]
