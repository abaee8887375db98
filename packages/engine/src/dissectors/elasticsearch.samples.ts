import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("handshake", "Elasticsearch", { serverPort: 19300 }, { hex: `4553 0000002f 0000000000000001 08 006acfbf 0000 00 16 ${textHex("internal:tcp/handshake")} 00 04 bbafd803` }),
  oneStep("ping", "Elasticsearch", { serverPort: 9300 }, { hex: "4553 ffffffff" }),
]
