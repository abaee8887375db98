import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "solicit",
    flow: { transport: "udp", clientPort: 546, serverPort: 547, clientIp: "fe80::1", serverIp: "ff02::1:2" },
    steps: [{ from: "client", hex: "01 a1b2c3 0001 000a 00030001 0a0b0c0d0e0f 0006 0004 0017 0018 0008 0002 0000 0027 0006 00 04 686f7374" }],
    want: { app: "DHCPV6", category: "Network", hostname: "host", metadata: { dhcpv6: { messageType: "solicit", fingerprint: "23,24", hostName: "host" } } },
    learned: { names: [{ ip: "fe80::1", name: "host", source: "dhcp" }] },
  },
]
