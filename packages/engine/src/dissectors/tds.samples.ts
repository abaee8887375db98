import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "PRELOGIN",
    flow: { serverPort: 50123 },
    steps: [{ from: "client", hex: "12 01 002f 0000 00 00 00001a0006 0100200001 0200210001 0300220004 0400260001 ff 0f000007d0 0000 00 1a2b0000 00" }],
    want: { app: "MsSQL-TDS", confidence: "content", category: "Database" },
  },
  {
    name: "SQL batch on the port",
    flow: { serverPort: 1433 },
    steps: [{ from: "client", hex: "01 01 001c 0000 01 00 530045004c004500430054002000310020002000".slice(0, 64) }],
    want: { app: "MsSQL-TDS", confidence: "content" },
  },
]
