import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("floor request", "BFCP", { transport: "udp", serverPort: 5070 }, { hex: "40 01 0001 0000000a 0007 0002 05040001" }),
  {
    name: "hello",
    flow: { serverPort: 5070 },
    steps: [{ from: "client", hex: "20 0b 0000 0000000a 0001 0002" }, { from: "server", hex: "20 0c 0000 0000000a 0001 0002" }],
    want: { app: "BFCP", confidence: "content" },
  },
]
