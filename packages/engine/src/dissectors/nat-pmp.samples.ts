import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "mapping", flow: { transport: "udp", serverPort: 5351 }, steps: [{ from: "client", hex: "00 02 0000 1f90 1f90 00000e10" }], want: { app: "NAT-PMP", confidence: "content", metadata: { natPmp: { internalPort: 8080, externalPort: 8080 } } } },
  {
    name: "a mapping that was granted with another port", flow: { transport: "udp", serverPort: 5351 },
    steps: [{ from: "client", hex: "00 02 0000 1f90 1f90 00000e10" }, { from: "server", hex: "00 82 0000 00000064 1f90 4e20 00000e10" }],
    want: { app: "NAT-PMP", metadata: { natPmp: { internalPort: 8080, externalPort: 20000, result: 0 } } },
  },
  oneStep("question for the external address", "NAT-PMP", { transport: "udp", serverPort: 5351 }, { hex: "0000" }),
  oneStep("answer", "NAT-PMP", { transport: "udp", serverPort: 5351 }, { hex: "00 80 0000 00000064 cb007109" }, { metadata: { natPmp: { result: 0, externalIp: "203.0.113.9" } } }),
  oneStep("PCP announce", "NAT-PMP", { transport: "udp", serverPort: 5351 }, { hex: "02 00 0000 00000000 00000000 00000000 0000ffff c0000201" }),
]
