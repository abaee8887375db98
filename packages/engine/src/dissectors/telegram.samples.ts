import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const request = "0000000000000000 0012345678abcd5e 14000000 f18e7ebe 000102030405060708090a0b0c0d0e0f"
export const samples: readonly DissectorSample[] = [
  oneStep("reflector of a call", "Telegram", { transport: "udp", serverPort: 533 }, { hex: `${"a1b2c3d4".repeat(4)} ffffffffffffffffffffffff feffffff 0102030405060708` }, { encrypted: true }),
  oneStep("abridged", "Telegram", { serverPort: 443 }, { hex: `ef 0a ${request}` }),
  oneStep("intermediate", "Telegram", { serverPort: 443 }, { hex: `eeeeeeee 28000000 ${request}` }),
]
