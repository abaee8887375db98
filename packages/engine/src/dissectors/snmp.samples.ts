import type { DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", serverPort: 161 } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "v2c get and response",
    flow,
    steps: [
      { from: "client", hex: "30 26 020101 0406 7075626c6963 a019 0204 1a2b3c4d 020100 020100 300b 3009 0605 2b06010201 0500" },
      { from: "server", hex: "30 29 020101 0406 7075626c6963 a21c 0204 1a2b3c4d 020100 020100 300e 300c 0605 2b06010201 0403 616263" },
    ],
    want: {
      app: "SNMP", category: "Network", risks: [],
      metadata: { snmp: { version: 1, primitive: 2, primitiveName: "response", communityBytes: 6, errorStatus: 0, oid: "1.3.6.1.2.1", value: "abc" } },
    },
  },
  {
    name: "v3",
    flow,
    steps: [{ from: "client", hex: "30 22 020103 3011 0204 01020304 020300ffe3 040104 020103 0400 3008 0400 0400 a200 0500" }],
    want: { app: "SNMP", metadata: { snmp: { version: 3 } } },
  },
]
