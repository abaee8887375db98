import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("log-in", "Armagetron", { transport: "udp", serverPort: 4534 }, { hex: "000b 0001 0006 1f40 0000 0003 4142 4300 0001 0000" }, { category: "Game" }),
  {
    name: "a game under way on another port",
    flow: { transport: "udp", clientPort: 50_000, serverPort: 40_000 },
    steps: [{ from: "client", hex: "0018 0102 0001 0007 0003" }, { from: "server", hex: "0001 0044 0001 0102 0000" }],
    want: { app: "Armagetron", confidence: "content" },
  },
]
