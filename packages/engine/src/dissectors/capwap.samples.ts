import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  // header of 8 bytes; discovery request, sequence 0, 14 bytes with the length's own field and flags
  oneStep("discovery request", "CAPWAP", { transport: "udp", serverPort: 5246 }, { hex: "00 10 0200 0000 0000 00000001 00 0008 00 0014 0001 00" }),
  oneStep("keep-alive of the data channel", "CAPWAP", { transport: "udp", serverPort: 5247 }, { hex: `00 10 0208 0000 0000 0016 0023 0010 ${"a5".repeat(16)}` }),
  oneStep("DTLS within", "CAPWAP", { transport: "udp", serverPort: 5246 }, { hex: "01000000 16feff 0000 000000000000 0003 010203" }),
]
