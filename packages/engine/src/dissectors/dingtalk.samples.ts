import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("first message", "DingTalk", { serverPort: 443 }, { hex: `10 34 87800100 0100 0200 02 ${textHex("dk")} ${"7b1c".repeat(8)} 0019 ${textHex("ios/7.0.1-dingtalk_______")}` }, { encrypted: true }),
]
