import { oneStep, textHex } from "../inspect/samples.ts"

export const samples = [
  oneStep("capabilities exchange", "Diameter", { serverPort: 13868 },
    { hex: `01 000044 80 000101 00000000 1a2b3c4d 5e6f7081 00000108 40 000014 ${textHex("mme.epc.test")} 00000128 40 000010 ${textHex("epc.test")} 00000115 40 00000c 00000001` },
    { category: "Network", metadata: { diameter: { command: 257, application: 0, originHost: "mme.epc.test", originRealm: "epc.test" } } }),
]
