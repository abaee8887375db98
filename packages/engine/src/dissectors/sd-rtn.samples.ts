import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const name = "192-0-2-1.edge.agora.io"
export const samples: readonly DissectorSample[] = [
  oneStep("hello", "SD-RTN", { transport: "udp", serverPort: 8130 }, { hex: `00112233 0000 21 000000000004 ${textHex("SNI")}00 1700 ${textHex(name)} ${textHex("PDMD")}0000` }, { category: "Media", hostname: name }),
]
