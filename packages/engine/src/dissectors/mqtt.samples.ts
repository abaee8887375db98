import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "CONNECT 3.1.1",
    flow: { serverPort: 1883 },
    steps: [{ from: "client", hex: `10 13 0004 ${textHex("MQTT")} 04 02 003c 0007 ${textHex("sensor7")}` }],
    want: { app: "MQTT", info: "sensor7", risks: [], metadata: { mqtt: { version: 4, clientId: "sensor7" } } },
  },
  {
    name: "from the middle, on another port: a message and its confirmation",
    flow: { serverPort: 17501, midstream: true },
    steps: [{ from: "client", hex: "32 0b 0003 612f62 0102 68692121" }, { from: "server", hex: "40 02 0102" }],
    want: { app: "MQTT", confidence: "content" },
  },
  {
    name: "seen from the middle",
    flow: { serverPort: 1883, midstream: true },
    steps: [{ from: "client", hex: "30 07 0003 612f62 6869" }, { from: "server", hex: "30 07 0003 612f62 6869" }, { from: "client", hex: "c0 00" }],
    want: { app: "MQTT", confidence: "content" },
  },
]
