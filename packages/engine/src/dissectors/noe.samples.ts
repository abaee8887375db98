import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connect", "NOE", { transport: "udp", clientPort: 32_000, serverPort: 32_640 }, { hex: "00 000101 01010a 02020240 030103 0401 1e" }),
  {
    name: "keep alive",
    flow: { transport: "udp", clientPort: 32_000, serverPort: 32_640 },
    steps: [{ from: "server", hex: "04" }, { from: "client", hex: "05" }],
    want: { app: "NOE", confidence: "content" },
  },
  {
    name: "session under way",
    flow: { transport: "udp", clientPort: 32_000, serverPort: 32_640 },
    steps: [{ from: "server", hex: "07 0012 0034 0113" }, { from: "client", hex: "07 0034 0012 0113" }, { from: "server", hex: "07 0013 0035 0113" }],
    want: { app: "NOE", confidence: "content" },
  },
]
