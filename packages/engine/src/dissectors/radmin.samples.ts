import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("hello", "Radmin", { serverPort: 4900 }, { hex: "01 00000001 00000008 08" }, { encrypted: true }),
  oneStep("five bytes", "Radmin", { serverPort: 4899 }, { hex: "01 00000005 00000228 28 02 00 00 00" }),
]
