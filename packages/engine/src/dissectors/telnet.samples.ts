import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "options and login",
    flow: { serverPort: 2323 },
    steps: [
      { from: "server", hex: "fffd18 fffd20 fffd23 fffd27" }, { from: "client", hex: "fffb18 fffc20 fffc23 fffb27" },
      { from: "server", text: "router login: " }, { from: "client", text: "ad" }, { from: "client", text: "min\r\n" }, { from: "server", text: "Password: " },
    ],
    want: { app: "Telnet", confidence: "content", category: "RemoteAccess", metadata: { telnet: { user: "admin" } } },
  },
]
