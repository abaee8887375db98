// Messages as the recommendations encode them (ITU-T H.225.0 annexes, Q.931, H.245 in aligned PER).
import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const setup = `03000035 08 02 1a2b 05 04038893a5 28 08 ${textHex("Alice B.")} 7e 001a 05 20a8 06 0008914a0004 ${"11".repeat(16)}`
export const samples: readonly DissectorSample[] = [
  oneStep("gatekeeper request", "H323", { transport: "udp", clientPort: 1719, serverPort: 1719 }, { hex: "0100 0a1b 06 0008914a0004 00c0a8000106b8 22c0 0100 0500" }),
  oneStep("setup", "H323", { serverPort: 1720 }, { hex: setup }),
  oneStep("setup on another port", "H323", { serverPort: 11_720 }, { hex: setup }),
  oneStep("terminal capabilities", "H323", { serverPort: 12_000 }, { hex: "0300001c 0270 0106 0008817500 0780 1380 0032 0001 0000 0100 000100" }),
]
