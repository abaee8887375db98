import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "echo request of the user plane", flow: { transport: "udp", serverPort: 2152 }, steps: [{ from: "client", hex: "32 01 0004 00000000 00010000" }], want: { app: "GTP.GTP_U", confidence: "content", metadata: { gtp: { version: 1, messageType: 1 } } } },
  oneStep("create session request, version 2", "GTP.GTP_C", { transport: "udp", serverPort: 2123 }, { hex: "48 20 000d 00000000 00000100 52 0001 00 06" }),
  oneStep("echo request, version 1", "GTP.GTP_C", { transport: "udp", serverPort: 2123 }, { hex: "32 01 0004 00000000 00010000" }),
  oneStep("data record transfer request", "GTP.GTP_PRIME", { transport: "udp", serverPort: 3386 }, { hex: "2e f0 0006 0001 7e 01 fc 0001 00" }),
]
