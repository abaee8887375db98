import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "remote command",
    flow: { serverPort: 514, clientPort: 1019 },
    steps: [{ from: "client", text: "1018\0" }, { from: "client", text: "ann\0backup\0df -h\0" }, { from: "server", hex: "00" }],
    want: { app: "RSH", confidence: "content", category: "RemoteAccess", evidence: { clear_text_credentials: "User 'backup' executing 'df -h'" }, metadata: { rsh: { clientUser: "ann", serverUser: "backup", command: "df -h" } } },
  },
]
