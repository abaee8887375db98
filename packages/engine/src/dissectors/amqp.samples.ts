import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "protocol header", flow: { serverPort: 5672 }, steps: [{ from: "client", hex: "414d5150 00000901" }], want: { app: "AMQP", confidence: "content" } },
  {
    name: "a frame seen from the middle",
    flow: { serverPort: 40_000, midstream: true },
    steps: [{ from: "client", hex: `01 0001 00000010 003c 0028 0000 04 ${textHex("logs")} 03 ${textHex("k.1")} 00 ce` }],
    want: { app: "AMQP", confidence: "content" },
  },
  oneStep("heartbeat, seen from the middle", "AMQP", { serverPort: 5672, midstream: true }, { hex: "08 0000 00000000 ce" }),
]
