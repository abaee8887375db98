import { oneStep, textHex, wordHex, type DissectorSample } from "../inspect/samples.ts"

const parameters = textHex("user\0alice\0database\0shop\0application_name\0psql\0\0")
const startup = `0000${wordHex(8 + parameters.length / 2)}00030000${parameters}`

export const samples: readonly DissectorSample[] = [
  {
    name: "startup, password in clear text",
    flow: { serverPort: 5433 },
    steps: [{ from: "client", hex: startup }, { from: "server", hex: "52 00000008 00000003" }],
    want: { app: "PostgreSQL", confidence: "content", category: "Database", evidence: { clear_text_credentials: "PostgreSQL user alice" }, metadata: { postgresql: { user: "alice", database: "shop", application: "psql" } } },
  },
  { name: "asks for TLS", flow: { serverPort: 6000 }, steps: [{ from: "client", hex: "00000008 04d2162f" }, { from: "server", text: "S" }], want: { app: "PostgreSQL", confidence: "content", metadata: { postgresql: { encrypted: true } } } },
  { name: "cancel request", flow: { serverPort: 5432 }, steps: [{ from: "client", hex: "00000010 04d2162e 00003039 1a2b3c4d" }], want: { app: "PostgreSQL", confidence: "content" } },
  oneStep("the server alone: authentication by MD5", "PostgreSQL", { serverPort: 5433, midstream: true }, { from: "server", hex: "52 0000000c 00000005 ad44ff54" }),
  oneStep("the server alone: let in", "PostgreSQL", { serverPort: 5433, midstream: true }, { from: "server", hex: `52 00000008 00000000 53 0000001a ${textHex("client_encoding")} 00 ${textHex("UTF8")} 00` }),
  oneStep("a statement, the log-in not seen", "PostgreSQL", { serverPort: 5433, midstream: true }, { hex: `51 0000001b ${textHex("SELECT * FROM goods")} 3b 20 00` }),
]
