import { oneStep, wireName, type DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", clientPort: 5353, serverPort: 5353, clientIp: "192.0.2.7", serverIp: "224.0.0.251" } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "question for a service",
    flow,
    steps: [{ from: "client", hex: `0000 0000 0001 0000 0000 0000 ${wireName("_googlecast._tcp.local")} 000c 0001` }],
    want: { app: "MDNS", category: "Network", hostname: "_googlecast._tcp.local" },
  },
  {
    name: "announcement of an address, cache flush bit set",
    flow,
    steps: [{ from: "client", hex: `0000 8400 0000 0001 0000 0000 ${wireName("Printer.local")} 0001 8001 00000078 0004 c0000207` }],
    want: { app: "MDNS", hostname: "printer.local" },
    learned: { names: [{ ip: "192.0.2.7", name: "printer.local", source: "mdns" }] },
  },
  oneStep("question with more known answers than fit", "MDNS", { transport: "udp", clientPort: 5353, serverPort: 5353 }, { hex: `0000 0200 0001 0000 0000 0000 ${wireName("_ipp._tcp.local")} 000c 0001` }),
]
