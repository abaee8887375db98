import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "AUTH with a user",
    flow: { serverPort: 7001 },
    steps: [{ from: "client", text: "*3\r\n$4\r\nAUTH\r\n$3\r\nbob\r\n$6\r\nsecret\r\n" }, { from: "server", text: "-WRONGPASS invalid username-password pair\r\n" }],
    want: { app: "RESP", confidence: "content", category: "Database", evidence: { clear_text_credentials: "Redis user bob" }, metadata: { redis: { command: "AUTH", user: "bob", authFailed: true } } },
  },
  { name: "GET in two pieces", flow: { serverPort: 6379 }, steps: [{ from: "client", text: "*2\r\n" }, { from: "client", text: "$3\r\nGET\r\n$5\r\nuser1\r\n" }], want: { app: "RESP", confidence: "content" } },
  { name: "inline PING", flow: { serverPort: 6379 }, steps: [{ from: "client", text: "PING\r\n" }], want: { app: "RESP", confidence: "content" } },
  oneStep("value from the middle", "RESP", { serverPort: 6379, midstream: true }, { from: "server", text: "$5\r\nhello\r\n" }),
  oneStep("number from the middle", "RESP", { serverPort: 6379, midstream: true }, { from: "server", text: ":42\r\n" }),
]
