import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("STARTUP, version 4", "Cassandra", { serverPort: 9999 }, { hex: `04 00 0001 01 00000016 0001 000b ${textHex("CQL_VERSION")} 0005 ${textHex("3.4.5")}` }, { category: "Database" }),
  oneStep("OPTIONS on the port", "Cassandra", { serverPort: 9042 }, { hex: "04 00 0000 05 00000000" }),
  oneStep("between nodes", "Cassandra", { serverPort: 17000 }, { hex: "ca552dfa 0c0a0c11 06c00002 02" }),
]
