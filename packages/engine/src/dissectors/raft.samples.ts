import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("handshake", "Raft", { serverPort: 9001 }, { hex: `0100000000000000 0300000000000000 1000000000000000 ${textHex("192.0.2.1:9003")} 0000` }),
]
