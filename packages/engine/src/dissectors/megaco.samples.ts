import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("compact", "Megaco", { transport: "udp", serverPort: 2944 }, { text: "!/1 <mgc>\nT=12345{C=-{AV=ROOT{AT{M}}}}" }),
  oneStep("pretty", "Megaco", { transport: "udp", serverPort: 2944 }, { text: "MEGACO/1 [192.0.2.7]:2944\nTransaction = 9998 { Context = - { ServiceChange = ROOT {} } }" }),
]
