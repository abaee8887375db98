import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "service request",
    flow: { transport: "udp", serverPort: 427 },
    steps: [{ from: "client", hex: `02 01 000036 2000 000000 1234 0002 ${textHex("en")} 0000 0015 ${textHex("service:directory-agent".slice(0, 21))} 0007 ${textHex("DEFAULT")} 0000 0000` }],
    want: { app: "Service_Location_Protocol", confidence: "content", metadata: { slp: { version: 2, function: "service-request" } } },
  },
]
