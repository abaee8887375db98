// POP3 sessions.
import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "clear-text login",
    flow: { serverPort: 110 },
    steps: [
      { from: "server", text: "+OK Dovecot ready.\r\n" },
      { from: "client", text: "CAPA\r\n" },
      { from: "server", text: "+OK\r\nUSER\r\n.\r\n" },
      { from: "client", text: "USER alice\r\n" },
      { from: "server", text: "+OK\r\n" },
      { from: "client", text: "PASS secret\r\n" },
      { from: "server", text: "-ERR Authentication failed.\r\n" },
    ],
    want: { app: "POP3", confidence: "content", risks: ["clear_text_credentials"], metadata: { pop: { user: "alice", authFailed: true } } },
  },
  {
    name: "AUTH CRAM-MD5",
    flow: { serverPort: 110 },
    steps: [
      { from: "server", text: "+OK ready\r\n" },
      { from: "client", text: "AUTH CRAM-MD5\r\n" },
      { from: "server", text: "+ PDE4OTYuNjk3MTcwOTUyQG1haWwuZXhhbXBsZT4=\r\n" },
      { from: "client", text: "ZGF2ZSA5ZTk1YWVlMDljNDBhZjJiODRhMGMyYjNiYmFlNzg2ZQ==\r\n" },
    ],
    want: { app: "POP3", confidence: "content", metadata: { pop: { authMethod: "CRAM-MD5", user: "dave" } } },
  },
  {
    name: "another port",
    flow: { serverPort: 8110 },
    steps: [
      { from: "server", text: "+OK ready\r\n" },
      { from: "client", text: "USER alice\r\n" },
    ],
    want: { app: "POP3", confidence: "content" },
  },
]
