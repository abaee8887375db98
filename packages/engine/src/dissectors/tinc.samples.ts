import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "greetings", flow: { serverPort: 655 }, steps: [{ from: "client", text: "0 alpha 17.7\n" }, { from: "server", text: "0 beta 17\n" }], want: { app: "TINC", category: "VPN", encrypted: true, confidence: "content" } },
]
