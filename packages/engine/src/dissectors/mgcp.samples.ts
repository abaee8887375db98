import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "restart in progress", flow: { transport: "udp", serverPort: 2427 }, steps: [{ from: "client", text: "RSIP 316568 *@gateway44.example.com MGCP 1.0\nRM: restart\n" }], want: { app: "MGCP", hostname: "gateway44.example.com", metadata: { mgcp: { verb: "RSIP", endpoint: "*@gateway44.example.com" } } } },
  oneStep("answer", "MGCP", { transport: "udp", serverPort: 2427 }, { from: "server", text: "200 1203 OK\r\n" }),
]
