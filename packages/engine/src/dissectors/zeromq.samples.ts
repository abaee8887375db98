import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("signature of version 3", "ZeroMQ", { serverPort: 5555 }, { hex: "ff 0000000000000001 7f" }),
  oneStep("greeting with the NULL mechanism", "ZeroMQ", { serverPort: 7000 }, { hex: `ff 0000000000000000 7f 03 00 4e554c4c ${"00".repeat(48)}` }),
  oneStep("ready, the greeting not seen", "ZeroMQ", { serverPort: 7001, midstream: true }, { hex: "04 26 05 5245414459 0b 536f636b65742d54797065 00000003 524551 08 4964656e74697479 00000000" }),
  {
    name: "version 1, both anonymous",
    flow: { serverPort: 5556 },
    steps: [{ from: "client", hex: "0100" }, { from: "server", hex: "0100" }],
    want: { app: "ZeroMQ", confidence: "content" },
  },
]
