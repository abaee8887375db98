import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("cping", "AJP", { serverPort: 8009 }, { hex: "1234 0001 0a" }),
  oneStep("forward request", "AJP", { serverPort: 18009 }, { hex: `1234 0010 02 02 0008 ${textHex("HTTP/1.1")} 00 0001` }),
  oneStep("end of response", "AJP", { serverPort: 8009, midstream: true }, { from: "server", hex: "4142 0002 05 01" }),
]
