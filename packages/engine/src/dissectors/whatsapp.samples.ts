import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

const noise = "12240a20" + "3c".repeat(32)
export const samples: readonly DissectorSample[] = [
  oneStep("Noise handshake", "WhatsApp", { serverPort: 5222 }, { hex: `${textHex("WA")}0603 000024 ${noise}` }, { encrypted: true }),
  oneStep("routing data first", "WhatsApp", { serverPort: 443 }, { hex: `${textHex("ED")}0001 000004 08011203 ${textHex("WA")}0502 000024 ${noise}` }),
  oneStep("FunXMPP", "WhatsApp", { serverPort: 443 }, { hex: `${textHex("WA")}0105 000019 f80501a59189fc0f${textHex("Android-2.12.84")}` }),
  oneStep("beginning without its SYN", "WhatsApp", { serverPort: 443, midstream: true }, { hex: "5741 05 02 000024 1220" + "5a".repeat(34) }),
]
