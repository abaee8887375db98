import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("browse", "IPP", { transport: "udp", serverPort: 631 }, { text: '901e 3 ipp://192.0.2.7:631/printers/laser "2nd floor" "HP LaserJet"\n' },
    { category: "System", metadata: { ipp: { printer: "ipp://192.0.2.7:631/printers/laser" } } }),
]
