import type { DissectorSample } from "../inspect/samples.ts"

const connect = "0300001611e00000000700c1020100c2020102c0010a"
const confirm = "0300001611d00007000300c0010ac1020100c2020102"

export const samples: readonly DissectorSample[] = [
  {
    name: "S7 after the transport connection",
    flow: { serverPort: 102 },
    steps: [{ from: "client", hex: connect }, { from: "server", hex: confirm }, { from: "client", hex: "0300001902f08032010000020000080000f0000001000101e0" }],
    want: { app: "S7Comm", category: "IoT-Scada" },
  },
  {
    name: "S7 plus",
    flow: { serverPort: 102 },
    steps: [{ from: "client", hex: connect }, { from: "server", hex: confirm }, { from: "client", hex: "0300001b02f080720100ca31000004ca00000001000001200000ca" }],
    want: { app: "S7CommPlus" },
  },
]
