import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const get = "41 01 3a5b 7c b7 73656e736f7273 04 74656d70"

export const samples: readonly DissectorSample[] = [
  oneStep("GET", "COAP", { transport: "udp", serverPort: 5683 }, { hex: get }, { info: "/sensors/temp", metadata: { coap: { code: 1, path: "/sensors/temp" } } }),
  {
    name: "elsewhere, with its acknowledgement",
    flow: { transport: "udp", serverPort: 61616 },
    steps: [{ from: "client", hex: get }, { from: "server", hex: "61 45 3a5b 7c c0 ff 32322e35" }],
    want: { app: "COAP", confidence: "content" },
  },
]
