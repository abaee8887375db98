import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "cookie and negotiation",
    flow: { serverPort: 13389 },
    steps: [
      { from: "client", hex: `03 00 002a 25 e0 0000 0000 00 ${textHex("Cookie: mstshash=dave\r\n")} 01 00 0800 03000000` },
      { from: "server", hex: "03 00 0013 0e d0 0000 1234 00 02 1f 0800 02000000" },
    ],
    want: { app: "RDP", confidence: "content", category: "RemoteAccess", metadata: { rdp: { user: "dave", offered: "TLS,CredSSP", security: "CredSSP" } } },
  },
  oneStep("UDP SYN", "RDP", { transport: "udp", serverPort: 33890 }, { hex: `ffffffff 0040 1001 5d3a2b1c 04d0 04d0 ${"00".repeat(1216)}` }),
]
