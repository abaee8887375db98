import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "question", flow: { serverPort: 43 }, steps: [{ from: "client", text: "example.org\r\n" }, { from: "server", text: "Domain Name: EXAMPLE.ORG\r\n" }],
    want: { app: "Whois-DAS", confidence: "content", hostname: "example.org", info: "example.org", metadata: { whois: { query: "example.org" } } },
  },
]
