import { oneStep, byteHex, textHex, type DissectorSample } from "../inspect/samples.ts"

const packet = (sequence: number, body: string): string => `${byteHex(body.length / 2)}0000${byteHex(sequence)}${body}`
const greeting = packet(0, `0a${textHex("8.0.36-0ubuntu0.22.04.1")}00 0b000000 3a1c5e2233445566 00 ffff ff 0200 ffdf 15 00000000000000000000 112233445566778899aabbcc00${textHex("caching_sha2_password")}00`.replace(/ /g, ""))
const login = packet(1, `85a6ff01 00000001 2d ${"00".repeat(23)} ${textHex("webshop")}00 20${"5a".repeat(32)}`.replace(/ /g, ""))

export const samples: readonly DissectorSample[] = [
  {
    name: "greeting and login",
    flow: { serverPort: 3307 },
    steps: [{ from: "server", hex: greeting }, { from: "client", hex: login }],
    want: { app: "MySQL", confidence: "content", category: "Database", metadata: { mysql: { serverVersion: "8.0.36-0ubuntu0.22.04.1", user: "webshop" } } },
  },
  {
    name: "host not allowed",
    flow: { serverPort: 3306 },
    steps: [{ from: "server", hex: packet(0, `ff6a04${textHex("Host '192.0.2.9' is not allowed to connect to this MariaDB server")}`) }],
    want: { app: "MySQL", confidence: "content" },
  },
  oneStep("log-in to a server that is not heard", "MySQL", { serverPort: 3307 }, { hex: `2a0000 01 85a6ff01 00000001 21 ${"00".repeat(23)} 726f6f7400 0102 030000` }),
  oneStep("a statement, the log-in not seen", "MySQL", { serverPort: 3307, midstream: true }, { hex: packet(0, `03${textHex("SELECT name FROM goods WHERE id = 7")}`) }),
]
