import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const activity = "11223344556677889900aabbccddeeff"
const rest = `${activity} 00000000 01000000 00000000 0000 ffff ffff 0400 0000 00 00 01020304`

export const samples: readonly DissectorSample[] = [
  oneStep("bind", "DCERPC", { serverPort: 135 }, { hex: "05 00 0b 03 10000000 4800 0000 01000000 d016 d016 00000000 01 000000 0000 0100 0883afe11f5dc91191a408002b14a0fa 03000000 045d888aeb1cc9119fe808002b104860 02000000" }),
  oneStep("connectionless request", "DCERPC", { transport: "udp", serverPort: 135 }, { hex: `04 00 08 00 100000 00 ${"00".repeat(16)} 0883afe11f5dc91191a408002b14a0fa ${rest}` }),
  oneStep("PROFINET connect", "DCERPC.PROFINET_IO", { transport: "udp", serverPort: 34964 }, { hex: `04 00 20 00 100000 00 0000a0de976cd1118271000100010166 0100a0de976cd111827100a02442df7d ${rest}` }),
]
