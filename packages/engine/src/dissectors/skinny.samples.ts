import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("register", "CiscoSkinny", { serverPort: 2000 }, { hex: `26000000 00000000 01000000 ${textHex("SEP001122334455")}00 00000000 01000000 c0a80005 07000000 0000` }),
  oneStep("keep alive", "CiscoSkinny", { serverPort: 2000 }, { hex: "04000000 00000000 00000000" }),
]
