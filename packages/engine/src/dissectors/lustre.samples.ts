import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("acceptor", "Lustre", { serverPort: 988 }, { hex: "0071ceac 01000000 0102000a 00000200" }),
  oneStep("message from the middle", "Lustre", { serverPort: 988, midstream: true }, { hex: `c1000000 00000000 0000000000000000 0000000000000000 0102000a 00000200 0202000a 00000200 ${"00".repeat(32)}` }),
]
