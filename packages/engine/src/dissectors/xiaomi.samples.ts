import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connection", "Xiaomi", { serverPort: 5222 }, { hex: "c2fe 0005 00000010 0001 0002 00000008" }),
]
