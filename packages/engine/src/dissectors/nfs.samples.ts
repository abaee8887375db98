import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const nullCredentials = "00000000 00000000 00000000 00000000"

export const samples: readonly DissectorSample[] = [
  oneStep("port of the mount service", "NFS", { transport: "udp", serverPort: 111 }, { hex: `11223344 00000000 00000002 000186a0 00000002 00000003 ${nullCredentials} 000186a5 00000003 00000011 00000000` }),
  oneStep("null call of NFS 4", "NFS", { serverPort: 2049 }, { hex: `80000028 11223345 00000000 00000002 000186a3 00000004 00000000 ${nullCredentials}` }),
  oneStep("answer", "NFS", { transport: "udp", serverPort: 2049 }, { from: "server", hex: "01020304 00000001 00000000 00000000 00000000 00000000 00000000" }),
]
