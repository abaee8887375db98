import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("hello", "Dofus", { serverPort: 5555 }, { from: "server", text: "HCabcdefghijklmnopqrstuvwxyzabcdef\0" }, { category: "Game" }),
  oneStep("version 2", "Dofus", { serverPort: 5555 }, { from: "server", hex: "0005 08 00000650 00000658 000d 22 0020" }),
]
