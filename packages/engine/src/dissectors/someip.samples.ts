import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("service discovery", "SOMEIP", { transport: "udp", serverPort: 30490 }, { hex: "ffff8100 00000024 00000001 01 01 02 00 40000000 00000010 00 00 00 00 1234 ffff ff 000003 ffffffff 00000000" }),
  oneStep("request over TCP", "SOMEIP", { serverPort: 30509 }, { hex: "1234 0421 0000000a 0001 0007 01 01 00 00 0102" }),
]
