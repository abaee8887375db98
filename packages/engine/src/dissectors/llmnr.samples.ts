import { wireName, type DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", clientPort: 59571, serverPort: 5355, serverIp: "224.0.0.252" } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "question",
    flow,
    steps: [{ from: "client", hex: `9a01 0000 0001 0000 0000 0000 ${wireName("JASON-PC")} 0001 0001` }],
    want: { app: "LLMNR", hostname: "jason-pc", metadata: { llmnr: { query: "JASON-PC", queryType: 1, queryTypeName: "A" } } },
  },
]
