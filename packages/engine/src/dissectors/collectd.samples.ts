import { byteHex, oneStep, textHex } from "../inspect/samples.ts"

const text = (type: string, value: string): string => `${type}00${byteHex(value.length + 5)}${textHex(value)}00`
const parts = `${text("0000", "web3.example.net")} 0008 000c 19a2b3c4d5e6f708 0009 000c 0000000280000000 ${text("0002", "cpu")} ${text("0003", "0")}`

export const samples = [
  oneStep("values", "collectd", { transport: "udp", serverPort: 25_827 }, { hex: parts }, { category: "System", hostname: "web3.example.net" }),
  oneStep("encrypted", "collectd", { transport: "udp", serverPort: 25_826 }, { hex: `0210 0020 0005 ${textHex("alice")} ${"9c".repeat(21)}` }, { encrypted: true }),
]
