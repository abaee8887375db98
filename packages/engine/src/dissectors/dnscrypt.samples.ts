import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "question and answer", flow: { transport: "udp", serverPort: 5443 },
    steps: [{ from: "client", hex: "c1d2e3f405162738 a1b2c3d4e5f60718293a4b5c6d7e8f90 0102030405060708" }, { from: "server", hex: `7236666e76576a38 0102030405060708 ${"9c".repeat(64)}` }],
    want: { app: "DNScrypt", confidence: "content", encrypted: true },
  },
]
