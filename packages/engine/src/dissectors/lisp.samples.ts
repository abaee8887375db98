import { oneStep, type DissectorSample } from "../inspect/samples.ts"

const locator = "01 64 ff 00 0001 0001 c0000201"

export const samples: readonly DissectorSample[] = [
  oneStep("map register", "LISP", { transport: "udp", serverPort: 4342, clientPort: 4342 }, { hex: `30000001 1122334455667788 0001 0014 ${"a5".repeat(20)} 000005a0 01 20 10 00 0000 0001 0a010000 ${locator}` }),
  oneStep("encapsulated packet", "LISP", { transport: "udp", serverPort: 4341 }, { hex: "80 123456 00000001 4500 001c 0001 0000 40 11 0000 0a000001 0a000002 1000 2000 0008 0000" }),
  oneStep("reliable transport", "LISP", { serverPort: 4342 }, { hex: "0014 000f 00000001 000000 9facade9" }),
]
