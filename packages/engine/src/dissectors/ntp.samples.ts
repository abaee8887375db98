import type { DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", clientPort: 123, serverPort: 123 } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "client and server, version 4",
    flow,
    steps: [{ from: "client", hex: `23 00 06 ec ${"00".repeat(36)} e8 0b 1a 2c 11 22 33 44` }, { from: "server", hex: `24 02 06 e9 ${"00".repeat(44)}` }],
    want: { app: "NTP", category: "System", metadata: { ntp: { version: 4, mode: 3, stratum: 0 } } },
  },
  { name: "monlist", flow, steps: [{ from: "client", hex: "17 00 03 2a 00000000" }], want: { app: "NTP", metadata: { ntp: { version: 2, mode: 7, requestCode: 42 } } } },
  { name: "text on the port is no NTP", flow, steps: [{ from: "client", text: "hello hello hello hello hello hello hello hello hello hello" }], want: { confidence: "port" } },
]
