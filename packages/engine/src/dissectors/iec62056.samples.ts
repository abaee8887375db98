import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("association request", "IEC62056", { serverPort: 4059 }, { hex: "0001 0010 0001 001f 601d a109 0607 60857405080101 be10 040e 01000000 06 5f1f 04 00 00101f 04b0" }),
  oneStep("get request", "IEC62056", { transport: "udp", serverPort: 4059 }, { hex: "0001 0010 0001 000d c001c1 0001 0000600100ff 02 00" }),
  oneStep("HDLC frame of a meter behind a gateway", "IEC62056", { serverPort: 4059 }, { hex: "7e a0070321930f01 7e" }),
]
