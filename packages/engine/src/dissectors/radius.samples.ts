import { textHex, type DissectorSample } from "../inspect/samples.ts"

const authenticator = "00112233445566778899aabbccddeeff"

export const samples: readonly DissectorSample[] = [
  {
    name: "access request and accept",
    flow: { transport: "udp", serverPort: 1812 },
    steps: [{ from: "client", hex: `01 07 0021 ${authenticator} 01 07 ${textHex("steve")} 04 06 c0000201` }, { from: "server", hex: `02 07 001a ${authenticator} 06 06 00000001` }],
    want: { app: "Radius", info: "steve", metadata: { radius: { code: "access-request", userName: "steve", result: "access-accept" } } },
  },
]
