import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("read holding registers", "Modbus", { serverPort: 502 }, { hex: "0001 0000 0006 11 03 006b 0003" }, { category: "IoT-Scada" }),
  {
    name: "elsewhere, with its answer",
    flow: { serverPort: 5020 },
    steps: [{ from: "client", hex: "0007 0000 0006 01 04 0008 0001" }, { from: "server", hex: "0007 0000 0005 01 04 02 000a" }],
    want: { app: "Modbus", confidence: "content" },
  },
  oneStep("UMAS: read the controller's id", "UMAS", { serverPort: 502 }, { hex: "0002 0000 0005 00 5a 00 02 00" }),
]
