import { textHex, wordHex, type DissectorSample } from "../inspect/samples.ts"

const description = textHex("(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=orders)(CID=(PROGRAM=sqlplus)(HOST=desk7)(USER=carol)))(ADDRESS=(PROTOCOL=TCP)(HOST=192.0.2.5)(PORT=1521)))")
const size = description.length / 2

export const samples: readonly DissectorSample[] = [
  {
    name: "connect",
    flow: { serverPort: 1527 },
    steps: [{ from: "client", hex: `${wordHex(58 + size)} 0000 01 00 0000 013a 012c 0c41 2000 ffff 7f08 0000 0100 ${wordHex(size)} 003a 00000000 4141 ${"00".repeat(24)} ${description}` }],
    want: { app: "Oracle", confidence: "content", category: "Database", metadata: { oracle: { service: "orders", program: "sqlplus", client: "desk7", user: "carol" } } },
  },
  { name: "resend on the port", flow: { serverPort: 1521 }, steps: [{ from: "server", hex: "0008 0000 0b 00 0000" }], want: { app: "Oracle", confidence: "content" } },
]
