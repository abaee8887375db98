import { oneStep } from "../inspect/samples.ts"

export const samples = [
  oneStep("ASF presence ping", "RMCP", { transport: "udp", serverPort: 623 }, { hex: "06 00 ff 06 000011be 80 00 00 00" }, { category: "System", metadata: { rmcp: { class: "ASF" } } }),
  oneStep("get channel authentication capabilities", "RMCP", { transport: "udp", serverPort: 30_623 }, { hex: "06 00 ff 07 00 00000000 00000000 09 20 18 c8 81 04 38 0e 04 31" }),
]
