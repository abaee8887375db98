import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("verack", "BITCOIN", { serverPort: 8333 }, { hex: `f9beb4d9 ${textHex("verack")} 000000000000 00000000 5df6e0e2` }),
  oneStep("ping of test network 3", "BITCOIN", { serverPort: 18333 }, { hex: `0b110907 ${textHex("ping")} 0000000000000000 08000000 01020304 1122334455667788` }),
  oneStep("a block of Litecoin in parts", "BITCOIN", { serverPort: 9333 }, { hex: `fbc0b6db ${textHex("merkleblock")}00 00000010 aabbccdd` }),
]
