import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("first packet", "TeamSpeak", { transport: "udp", serverPort: 9987 }, { hex: "545333494e495431 0065 0000 88 0dd05a11 00 60a1b2c3 e0a1b2c3 0000000000000000" }),
  oneStep("version 2", "TeamSpeak", { transport: "udp", serverPort: 8767 }, { hex: "f4be0300 00000000 00000000 01000000 1a2b3c4d 095465616d537065616b" }),
  {
    name: "server list",
    flow: { transport: "udp", clientPort: 2011, serverPort: 2010 },
    steps: [{ from: "client", hex: "01078401" }, { from: "server", hex: "01078401 5d1e2f30" }],
    want: { app: "TeamSpeak", confidence: "content" },
  },
]
