import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "declaration and stream in two segments",
    flow: { serverPort: 5222 },
    steps: [{ from: "client", text: "<?xml version='1.0' ?>" }, { from: "client", text: "<stream:stream to='chat.example.com' xmlns='jabber:client' version='1.0'>" }],
    want: { app: "Jabber", hostname: "chat.example.com", metadata: { xmpp: { domain: "chat.example.com" } } },
  },
]
