import { byteHex, oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const message = (text: string): string => `00${byteHex(text.length)}${textHex(text)}`

export const samples: readonly DissectorSample[] = [
  oneStep("the server's version", "Crossfire", { serverPort: 13327 }, { from: "server", hex: message("version 1023 1029 Crossfire Server") }, { metadata: { crossfire: { version: "1023 1029 Crossfire Server" } } }),
  oneStep("a client's, on another port", "Crossfire", { serverPort: 40_001 }, { hex: message("version 1023 1029 GTK Client 1.70") }),
  oneStep("the shooter's ping", "Crossfire", { serverPort: 13_008 }, { hex: "f1 0400 01ab 00 b7020000 f2" }),
  oneStep("the shooter's lobby, two messages", "Crossfire", { serverPort: 13_008, midstream: true }, { from: "server", hex: "f1 0000 01a6 00 f2 f1 0800 014f 00 00006b0001000000 f2" }),
]
