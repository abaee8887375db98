import type { DissectorSample } from "../inspect/samples.ts"

const initialise = "0011223344556677 0000000000000000 21 20 22 08 00000000 00000028 2800000c 0102030405060708"

export const samples: readonly DissectorSample[] = [
  { name: "IKEv2 on port 500", flow: { transport: "udp", serverPort: 500 }, steps: [{ from: "client", hex: initialise }], want: { app: "IPSec", category: "VPN", encrypted: true, metadata: { ike: { version: 2, exchange: 34 } } } },
  { name: "behind the marker on port 4500", flow: { transport: "udp", serverPort: 4500 }, steps: [{ from: "client", hex: `00000000 ${initialise}` }], want: { app: "IPSec", confidence: "content" } },
  {
    name: "ESP in UDP, the second packet proves it",
    flow: { transport: "udp", serverPort: 4500 },
    steps: [1, 2].map((sequence) => ({ from: "client", hex: `c0ffee01 0000000${sequence} ${"5a".repeat(64)}` })),
    want: { app: "IPSec", confidence: "content" },
  },
  {
    name: "ESP behind a NAT, the responder first",
    flow: { transport: "udp", serverPort: 4500 },
    steps: [{ from: "client", hex: `c1020304 00000001 ${"5a".repeat(40)}` }, { from: "server", hex: `d1020304 00000001 ${"6b".repeat(40)}` }, { from: "client", hex: `c1020304 00000002 ${"7c".repeat(40)}` }],
    want: { app: "IPSec", confidence: "content" },
  },
]
