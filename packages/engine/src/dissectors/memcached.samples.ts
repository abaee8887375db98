import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("set", "Memcached", { serverPort: 12000 }, { text: "set session:42 0 3600 5\r\nhello\r\n" }, { category: "Network" }),
  { name: "get and value on another port", flow: { serverPort: 12001 }, steps: [{ from: "client", text: "get session:42\r\n" }, { from: "server", text: "VALUE session:42 0 5\r\nhello\r\nEND\r\n" }], want: { app: "Memcached", confidence: "content" } },
  oneStep("stats over UDP", "Memcached", { transport: "udp", serverPort: 11211 }, { hex: `0001 0000 0001 0000 ${textHex("stats\r\n")}` }),
  oneStep("binary get", "Memcached", { serverPort: 11211 }, { hex: `80 00 0003 00 00 0000 00000003 00000000 0000000000000000 ${textHex("abc")}` }),
]
