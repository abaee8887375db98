import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  // one record of zeros behind the header
  { name: "version 5", flow: { transport: "udp", serverPort: 2055 }, steps: [{ from: "client", hex: `0005 0001 00012345 65000000 00000000 00000001 0000 0000 ${"00".repeat(48)}` }], want: { app: "NetFlow", confidence: "content", metadata: { netflow: { version: 5 } } } },
  oneStep("version 9: a template", "NetFlow", { transport: "udp", serverPort: 9996 }, { hex: "0009 0001 00012345 65000000 00000001 00000000 0000 0010 0100 0002 0008 0004 000c 0004" }),
  oneStep("IPFIX: data of template 256", "NetFlow", { transport: "udp", serverPort: 4739 }, { hex: "000a 001c 65000000 00000001 00000000 0100 000c c0000201 c0000202" }),
]
