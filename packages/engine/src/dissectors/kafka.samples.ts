import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("versions request", "Kafka", { serverPort: 9092 }, { hex: `00000012 0012 0000 00000001 0008 ${textHex("consumer")}` }, { info: "consumer" }),
  oneStep("metadata request elsewhere", "Kafka", { serverPort: 19092 }, { hex: `00000017 0003 0001 00000002 0009 ${textHex("billing-7")} ffffffff` }),
]
