import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "handshake",
    flow: { transport: "udp", serverPort: 15_010 },
    steps: [
      { from: "client", hex: `861a20 00 08 12345678 0400 ${"00".repeat(27)} c0112233445566778899aa1d` },
      { from: "server", hex: `861a20 08 08 12345678 0400 00000034a8b35301341122334455667788990011223344556677889900aabbccddee1f` },
    ],
    want: { app: "EpicGames", category: "Game", confidence: "content" },
  },
]
