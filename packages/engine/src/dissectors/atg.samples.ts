import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("inventory of all tanks", "ATG", { serverPort: 10001 }, { text: "\x01I20100\n" }),
  oneStep("answer", "ATG", { serverPort: 10002 }, { from: "server", text: "\x01\r\nI20100\r\nJAN 02, 2024 10:11 AM\r\n" }),
]
