import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "challenges",
    flow: { transport: "udp", clientPort: 27005, serverPort: 27016 },
    steps: [
      { from: "client", hex: `ffffffff 71 0b7a11c3 ${textHex("0000000000000")} 00` },
      { from: "server", hex: `ffffffff 41 54313958 0b7a11c3 ${textHex("000000000")} 00` },
    ],
    want: { app: "HalfLife2", category: "Game", confidence: "content" },
  },
]
