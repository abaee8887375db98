import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("own address", "Softether", { transport: "udp", serverPort: 5004 }, { from: "server", text: "IP=192.0.2.10,PORT=40123" }),
  oneStep("a pack", "Softether", { transport: "udp", serverPort: 5004 }, { hex: "00000002 00000007 6f70636f6465 00000002 00000001 00000009 6765745f746f6b656e" }),
]
