import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "read request", flow: { transport: "udp", serverPort: 69 }, steps: [{ from: "client", hex: `0001 ${textHex("rfc1350.txt")} 00 ${textHex("OCTET")} 00` }], want: { app: "TFTP", info: "rfc1350.txt", metadata: { tftp: { operation: "read", filename: "rfc1350.txt" } } } },
]
