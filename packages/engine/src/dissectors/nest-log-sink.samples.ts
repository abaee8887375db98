import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("message", "NestLogSink", { serverPort: 11095 }, { hex: "2000 1013 07000000 1122030000 30b418 0203000000 30b418 0102030405060708090a" }),
]
