import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("binary call", "Thrift", { serverPort: 9090 }, { hex: `80010001 00000004 ${textHex("ping")} 00000001 00` }, { info: "ping" }),
  oneStep("framed binary call", "Thrift", { serverPort: 9095 }, { hex: `00000011 80010001 00000004 ${textHex("ping")} 00000001 00` }),
  oneStep("compact one-way call", "Thrift", { transport: "udp", serverPort: 6831 }, { hex: `82 81 01 09 ${textHex("emitBatch")} 1c 1c 18 03 617069 00 00 00` }),
  oneStep("with a header", "Thrift", { serverPort: 9090 }, { hex: `00000024 0fff0000 00000001 0001 02 00 0000 8221 01 04 ${textHex("ping")} 00 ${"00".repeat(13)}` }),
]
