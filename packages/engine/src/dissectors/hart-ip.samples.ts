import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("session initiate", "HART-IP", { transport: "udp", serverPort: 5094 }, { hex: "01 00 00 00 0001 000d 01 00002710" }),
  oneStep("token-passing PDU", "HART-IP", { serverPort: 5094 }, { hex: "01 00 03 00 0002 000d 02 00 00 00 02" }),
]
