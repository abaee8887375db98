import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "exchange server attributes", flow: { serverPort: 50000 }, steps: [{ from: "client", hex: "001a d0 41 0001 0014 1041 0010 115e 8482f29182836d81979793" }], want: { app: "DRDA", category: "Database" } },
]
