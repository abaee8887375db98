import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("wire format", "OpenWire", { serverPort: 61616 }, { hex: `00000016 01 ${textHex("ActiveMQ")} 0000000c 01 00000004 00000000` }),
]
