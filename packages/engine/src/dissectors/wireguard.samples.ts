import type { DissectorSample } from "../inspect/samples.ts"

const data = (receiver: string, counter: string): string => `04000000 ${receiver} ${counter}00000000000000 ${"a7".repeat(48)}`

export const samples: readonly DissectorSample[] = [
  { name: "handshake", flow: { transport: "udp", serverPort: 51820 }, steps: [{ from: "client", hex: `01000000 12345678 ${"5c".repeat(140)}` }], want: { app: "WireGuard", category: "VPN", encrypted: true } },
  {
    name: "data seen from the middle",
    flow: { transport: "udp", serverPort: 40_000 },
    steps: [{ from: "client", hex: data("11223344", "05") }, { from: "server", hex: data("55667788", "09") }, { from: "client", hex: data("11223344", "06") }],
    want: { app: "WireGuard", confidence: "content" },
  },
]
