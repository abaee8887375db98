import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "greetings", flow: { serverPort: 8080 }, steps: [{ from: "client", text: "HI\n" }, { from: "server", text: "HELLO 2.9 (2.9.0) 2021-10-21.1530.aabbccd\n" }], want: { app: "Ookla", confidence: "content" } },
  { name: "a named test, answer not seen", flow: { serverPort: 8080 }, steps: [{ from: "client", text: "HI 01234567-89ab-cdef-0123-456789abcdef\n" }], want: { app: "Ookla", confidence: "content" } },
  { name: "greeting alone", flow: { serverPort: 8080, midstream: true }, steps: [{ from: "server", text: "HELLO 2.9 (2.9.0) 2021-10-21.1530.aabbccd\n" }], want: { app: "Ookla", confidence: "content" } },
  { name: "seen from the middle", flow: { serverPort: 8081, midstream: true }, steps: [{ from: "client", text: "PING 1700000000123\n" }, { from: "server", text: "PONG 1700000000130\n" }], want: { app: "Ookla", confidence: "content" } },
]
