import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("connect", "STOMP", { serverPort: 61613 }, { text: "CONNECT\naccept-version:1.2\nhost:broker\n\n\0" }),
  oneStep("connected", "STOMP", { serverPort: 61614 }, { from: "server", text: "CONNECTED\nversion:1.2\n\n\0" }),
]
