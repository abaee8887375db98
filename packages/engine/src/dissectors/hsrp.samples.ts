import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("hello of version 1", "HSRP", { transport: "udp", clientPort: 1985, serverPort: 1985 }, { hex: "00 00 10 03 0a 64 01 00 636973636f000000 c0000201" }),
  oneStep("group state of version 2", "HSRP", { transport: "udp", clientPort: 2029, serverPort: 2029 }, { hex: "01 28 02 00 06 06 0001 001122334455 00000064 00000bb8 00002710 fe800000000000000000000000000001" }),
]
