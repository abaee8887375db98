import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const message = "601d a204 8002 0102 a604 8002 0103 a803 020107 be0a 2808 8106 900001 200003"

export const samples: readonly DissectorSample[] = [
  oneStep("identify", "ANSI_C1222", { transport: "udp", serverPort: 1153 }, { hex: message }),
  oneStep("identify over TCP", "ANSI_C1222", { serverPort: 1153 }, { hex: message }),
]
