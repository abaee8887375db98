import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const hash = "a1b2c3d4e50ef60718293a4b5c6f7d8e"
export const samples: readonly DissectorSample[] = [
  oneStep("hello", "eDonkey", { serverPort: 4662 }, { hex: `e3 28000000 01 10 ${hash} c0000201 3612 01000000 02 0100 01 0400 ${textHex("name")} 0000` }, { category: "Download" }),
  {
    name: "Kademlia",
    flow: { transport: "udp", serverPort: 4672 },
    steps: [
      { from: "client", hex: `e4 21 0b ${hash} ${hash}` },
      { from: "server", hex: `e4 29 ${hash} 01 ${hash} c0000201 3612 3712 08` },
    ],
    want: { app: "eDonkey", confidence: "content" },
  },
  oneStep("a server's message from the middle", "eDonkey", { serverPort: 4661, midstream: true }, { from: "server", hex: `e3 0d000000 38 0a00 ${textHex("welcome...")}` }),
  {
    name: "Kademlia ping",
    flow: { transport: "udp", serverPort: 50_672 },
    steps: [{ from: "client", hex: "e4 60" }, { from: "server", hex: "e4 61 4012" }],
    want: { app: "eDonkey", confidence: "content" },
  },
]
