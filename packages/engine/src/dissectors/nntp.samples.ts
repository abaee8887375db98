import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "greeting", flow: { serverPort: 119 }, steps: [{ from: "server", text: "200 Leafnode NNTP Daemon ready\r\n" }], want: { app: "Usenet", confidence: "content" } },
  { name: "command", flow: { serverPort: 119, midstream: true }, steps: [{ from: "client", text: "MODE READER\r\n" }], want: { app: "Usenet", confidence: "content" } },
]
