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
  { name: "a request of the drafts before the RFC", flow: { transport: "udp", serverPort: 5683 }, steps: [{ from: "client", hex: "43 01 05ca 72 1633 2b 2e77656c6c2d6b6e6f776e 04 636f7265" }], want: { app: "COAP", confidence: "content" } },
]
