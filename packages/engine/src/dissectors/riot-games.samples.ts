import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("ping", "RiotGames", { transport: "udp", serverPort: 8181 }, { hex: "01020304 05060708 11223344 55667788 99aabbcc 01234567 0a000000 aaaaaaaa bbbbbbbb" }, { category: "Game" }),
  oneStep("match", "RiotGames", { transport: "udp", serverPort: 7194 }, { hex: `0102030405060708 01 ${"00".repeat(27)} 1122334455667788 99aabbccddeeff01 02` }),
]
