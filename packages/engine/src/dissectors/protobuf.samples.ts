import type { DissectorSample } from "../inspect/samples.ts"

// field 1: 150, field 2: "testing", field 3: { field 1: "abc" }, field 4: a fixed number
const message = "08 9601 12 07 74657374696e67 1a 05 0a 03 616263 25 01020304"

export const samples: readonly DissectorSample[] = [
  { name: "message after message", flow: { serverPort: 12_345 }, steps: Array.from({ length: 4 }, () => ({ from: "client" as const, hex: message })), want: { app: "Protobuf", confidence: "content" } },
  { name: "one message with a list in a field of a large number", flow: { serverPort: 12_346 }, steps: [{ from: "client", hex: `12 04 646f6e65 ${"c9a60f 0102030405060708".repeat(5)} 0a` }], want: { app: "Protobuf", confidence: "content" } },
]
