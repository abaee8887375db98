import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("first message over TCP", "Viber", { serverPort: 5242 }, { hex: `1800 0a00 0000 ${"9d3a".repeat(9)}` }),
  {
    name: "call over UDP",
    flow: { transport: "udp", serverPort: 7985 },
    steps: [
      { from: "client", hex: "4d2a 1900 a1b2c3d4e5f60718293a4b5c6d7e8f90 0000" },
      { from: "server", hex: "4d2a 1a00 a1b2c3d4e5f60718293a4b5c 00c8" },
    ],
    want: { app: "Viber", confidence: "content" },
  },
]
