import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("push and acknowledgement", "KCP", { transport: "udp", serverPort: 40_000 }, { hex: "11223344 51 00 8000 64000000 00000000 00000000 04000000 61626364 11223344 52 00 8000 64000000 01000000 00000000 00000000" }),
]
