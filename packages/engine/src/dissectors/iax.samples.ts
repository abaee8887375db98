import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("new call", "IAX", { transport: "udp", clientPort: 4569, serverPort: 4569 }, { hex: `8001 0000 00000003 00 00 06 01 0b020002 0103${textHex("101")} 0605${textHex("alice")}` }, {
    metadata: { iax: { version: 2, calledNumber: "101", username: "alice" } },
  }),
  oneStep("registration", "IAX", { transport: "udp", serverPort: 4569 }, { hex: `8001 0000 00000003 00 00 06 0d 0605${textHex("alice")} 1302003c` }),
]
