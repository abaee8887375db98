import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const url = "opc.tcp://plc:4840"

export const samples: readonly DissectorSample[] = [
  oneStep("hello", "OPC-UA", { serverPort: 4840 }, { hex: `48454c46 32000000 00000000 00000100 00000100 00000000 00000000 12000000 ${textHex(url)}` }, { metadata: { opcUa: { endpointUrl: url } } }),
  oneStep("acknowledge", "OPC-UA", { serverPort: 4841 }, { from: "server", hex: "41434b46 1c000000 00000000 00000100 00000100 00000000 00000000" }),
]
