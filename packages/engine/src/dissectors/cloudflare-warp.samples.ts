import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "handshake with a client id", flow: { transport: "udp", serverPort: 2408 },
    steps: [{ from: "client", hex: `01 a1b2c3 11223344 ${"5a".repeat(140)}` }, { from: "server", hex: `02 a1b2c3 55667788 11223344 ${"6b".repeat(80)}` }],
    want: { app: "CloudflareWarp", category: "VPN", encrypted: true, confidence: "content" },
  },
  oneStep("initiation to WARP's port", "CloudflareWarp", { transport: "udp", serverPort: 2408 }, { hex: `01 a1b2c3 01020304 ${"5a".repeat(140)}` }),
  oneStep("data from the middle, to WARP's network", "CloudflareWarp", { transport: "udp", serverPort: 854, serverIp: "162.159.193.10" }, { hex: `04 a1b2c3 01020304 0500000000000000 ${"5a".repeat(80)}` }),
]
