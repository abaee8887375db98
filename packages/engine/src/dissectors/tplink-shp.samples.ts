import { byteHex, oneStep, type DissectorSample } from "../inspect/samples.ts"

function hidden(text: string): string {
  let key = 0xab
  return [...new TextEncoder().encode(text)].map((byte) => byteHex((key = byte ^ key))).join("")
}
const question = '{"system":{"get_sysinfo":{}}}'

export const samples: readonly DissectorSample[] = [
  oneStep("who is there", "TPLINK_SHP", { transport: "udp", serverPort: 9999 }, { hex: hidden(question) }),
  oneStep("the same over TCP", "TPLINK_SHP", { serverPort: 9999 }, { hex: `0000001d${hidden(question)}` }),
]
