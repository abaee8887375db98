import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("hello", "Dofus", { serverPort: 5555 }, { from: "server", text: "HCabcdefghijklmnopqrstuvwxyzabcdef\0" }, { category: "Game" }),
  oneStep("version 2", "Dofus", { serverPort: 5555 }, { from: "server", hex: "0005 08 00000650 00000658 000d 22 0020" }),
  { name: "version 2.57 and later", flow: { serverPort: 5555 }, steps: [{ from: "server", hex: `0005 0f 000d ${textHex("1.0.3+4c8a1f2")}` }], want: { app: "Dofus", confidence: "content" } },
]
