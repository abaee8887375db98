import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "ping",
    flow: { transport: "udp", serverPort: 64_738 },
    steps: [{ from: "client", hex: "00000000 0a1b2c3d4e5f6071" }, { from: "server", hex: "00010305 0a1b2c3d4e5f6071 00000003 00000064 00011940" }],
    want: { app: "Mumble", confidence: "content", metadata: { mumble: { version: "1.3.5", users: 3, maxUsers: 100 } } },
  },
]
