import { byteHex, oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const count = (value: number): string => `000000${byteHex(value)}`
const name = (of: string): string => count(of.length + 1) + textHex(of)
const text = (of: string, value: string): string => `${name(of)}00000002 00000001${count(value.length)}${textHex(value)}`
const number = (of: string, value: number): string => `${name(of)}00000000 00000001${value.toString(16).padStart(8, "0")}`
const pack = (...elements: string[]): string => count(elements.length) + elements.join("")

export const samples: readonly DissectorSample[] = [
  oneStep("own address", "Softether", { transport: "udp", serverPort: 5004 }, { from: "server", text: "IP=192.0.2.10,PORT=40123" }),
  oneStep("a pack", "Softether", { transport: "udp", serverPort: 5004 }, { hex: pack(text("opcode", "get_token"), number("nat_traversal_version", 1)) }),
  oneStep("an answer from another port, numbers first", "Softether", { transport: "udp", serverPort: 40_123 }, { from: "server", hex: pack(number("build", 9672), text("cookie", "8fe1"), `${name("tran_id")}00000004 00000001 0102030405060708`) }),
]
