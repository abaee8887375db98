import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("query", "XDMCP", { transport: "udp", serverPort: 177 }, { hex: "0001 0002 0001 00" }, { category: "RemoteAccess", metadata: { xdmcp: { message: "Query" } } }),
  oneStep("willing", "XDMCP", { transport: "udp", serverPort: 177 }, { from: "server", hex: "0001 0005 000c 0000 0004 6c616230 0002 6f6b" }),
]
