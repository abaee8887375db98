import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("household", "Sonos", { transport: "udp", clientPort: 6969, serverPort: 6969, serverIp: "255.255.255.255" }, { hex: `00000001 00100335 ${textHex("Sonos_aBcDeFgHiJkLmNoP")}00` }, { category: "Music" }),
]
