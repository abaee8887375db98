import { oneStep, type DissectorSample } from "../inspect/samples.ts"

// An aggressive exchange's first packet; on TCP a trailer follows.
const ike = "0102030405060708 0000000000000000 01 10 04 00 00000000 00000020 00000004"

export const samples: readonly DissectorSample[] = [
  oneStep("IKE over UDP", "CiscoVPN", { transport: "udp", serverPort: 10000 }, { hex: ike }, { encrypted: true }),
  oneStep("IKE over TCP", "CiscoVPN", { serverPort: 10000 }, { hex: `${ike} ${"00".repeat(16)}` }, { encrypted: true }),
]
