// IP discovery as the documentation describes it, and a keep-alive.
import type { DissectorSample } from "../inspect/samples.ts"
import { textHex } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "IP discovery",
    flow: { transport: "udp", serverPort: 50006 },
    steps: [
      { from: "client", hex: `00010046 000a1b2c ${"00".repeat(64)} 0000` },
      { from: "server", hex: `00020046 000a1b2c ${textHex("203.0.113.9")}${"00".repeat(53)} c001` },
    ],
    want: { app: "Discord", confidence: "content", metadata: { discord: { clientIp: "203.0.113.9" } } },
  },
  { name: "keep-alive", flow: { transport: "udp", serverPort: 50006 }, steps: [{ from: "client", hex: "1337cafe 07000000" }], want: { app: "Discord", confidence: "content" } },
]
