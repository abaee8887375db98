import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "version 5: a name", flow: { serverPort: 1080 },
    steps: [{ from: "client", hex: "05 01 00" }, { from: "server", hex: "05 00" }, { from: "client", hex: "05 01 00 03 0b 6578616d706c652e6f7267 01bb" }],
    want: { app: "SOCKS", confidence: "content", hostname: "example.org", metadata: { socks: { version: 5 } } },
  },
  { name: "version 5, elsewhere", flow: { serverPort: 9050 }, steps: [{ from: "client", hex: "05 02 00 02" }, { from: "server", hex: "05 02" }], want: { app: "SOCKS", confidence: "content" } },
  {
    name: "version 4a", flow: { serverPort: 1080 }, steps: [{ from: "client", hex: "04 01 0050 00000001 626f6200 6578616d706c652e6f726700" }],
    want: { app: "SOCKS", confidence: "content", hostname: "example.org", metadata: { socks: { version: 4, username: "bob" } } },
  },
]
