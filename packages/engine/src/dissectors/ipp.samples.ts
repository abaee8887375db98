import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("announcement", "IPP", { transport: "udp", serverPort: 631, clientPort: 631 }, { text: '600e 3 ipp://192.0.2.5:631/printers/office "2nd floor" "Office" "Laser"\n' }, { info: "ipp://192.0.2.5:631/printers/office" }),
]
