import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "read request", flow: { transport: "udp", serverPort: 69 }, steps: [{ from: "client", hex: `0001 ${textHex("rfc1350.txt")} 00 ${textHex("OCTET")} 00` }], want: { app: "TFTP", info: "rfc1350.txt", metadata: { tftp: { operation: "read", filename: "rfc1350.txt" } } } },
  { name: "options that a server agrees to", flow: { transport: "udp", clientPort: 50_000, serverPort: 50_001 }, steps: [{ from: "server", hex: `0006 ${textHex("blksize")} 00 ${textHex("1428")} 00` }], want: { app: "TFTP", confidence: "content" } },
  {
    name: "a transfer whose request was not seen", flow: { transport: "udp", clientPort: 50_000, serverPort: 50_001 },
    steps: [{ from: "server", hex: `0003 0007 ${"61".repeat(512)}` }, { from: "client", hex: "0004 0007" }], want: { app: "TFTP", confidence: "content" },
  },
]
