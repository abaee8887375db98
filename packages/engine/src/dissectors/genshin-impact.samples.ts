import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connect", "GenshinImpact", { transport: "udp", serverPort: 22101 }, { hex: "000000ff 00000000 00000000 499602d2 ffffffff" }, { category: "Game" }),
  oneStep("accept", "GenshinImpact", { transport: "udp", serverPort: 22102 }, { from: "server", hex: "00000145 00012345 6789abcd 499602d2 14514545" }),
  {
    name: "launcher",
    flow: { serverPort: 80 },
    steps: [
      { from: "client", hex: `01000000 2a07 00000000 1122334455667788 ${"00".repeat(20)} 62010203` },
      { from: "server", hex: `01000000 3208 00000001 1122334455667788 ${"5a".repeat(32)}` },
    ],
    want: { app: "GenshinImpact", confidence: "content" },
  },
]
