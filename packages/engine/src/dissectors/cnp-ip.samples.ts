import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("data packet", "CNP-IP", { transport: "udp", serverPort: 1628 }, { hex: "001f 01 01 00 00 0000 1a2b3c4d 00000011 00abcdef 01090101 0182 0a0b0c0d0e" }),
]
