import { byteHex, oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const message = (text: string): string => `00${byteHex(text.length)}${textHex(text)}`

export const samples: readonly DissectorSample[] = [
  oneStep("the server's version", "Crossfire", { serverPort: 13327 }, { from: "server", hex: message("version 1023 1029 Crossfire Server") }, { metadata: { crossfire: { version: "1023 1029 Crossfire Server" } } }),
  oneStep("a client's, on another port", "Crossfire", { serverPort: 40_001 }, { hex: message("version 1023 1029 GTK Client 1.70") }),
]
