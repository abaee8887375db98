import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("hello", "LDP", { transport: "udp", clientPort: 646, serverPort: 646 }, { hex: "0001 001e c0000201 0000 0100 0014 00000000 0400 0004 000f 0000 0401 0004 c0000201" }),
  oneStep("initialization", "LDP", { serverPort: 646 }, { hex: "0001 0020 c0000201 0000 0200 0016 00000001 0500 000e 0001 00b4 00 00 1000 c0000202 0000" }),
]
