// IMAP sessions.
import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "clear-text login",
    flow: { serverPort: 143 },
    steps: [
      { from: "server", text: "* OK [CAPABILITY IMAP4rev1] ready.\r\n" },
      { from: "client", text: "a1 LOGIN alice secret\r\n" },
      { from: "server", text: "a1 NO [AUTHENTICATIONFAILED] failed.\r\n" },
    ],
    want: { app: "IMAP", confidence: "content", risks: ["clear_text_credentials"], metadata: { imap: { user: "alice", authFailed: true } } },
  },
  {
    name: "AUTHENTICATE PLAIN, response on its own line",
    flow: { serverPort: 143 },
    steps: [
      { from: "server", text: "* OK ready.\r\n" },
      { from: "client", text: "a1 AUTHENTICATE PLAIN\r\n" },
      { from: "server", text: "+ \r\n" },
      { from: "client", text: "AGNhcm9sAHMzY3JldA==\r\n" },
      { from: "server", text: "a1 OK done\r\n" },
    ],
    want: { app: "IMAP", confidence: "content", evidence: { clear_text_credentials: "IMAP user carol" }, metadata: { imap: { authMethod: "PLAIN", user: "carol" } } },
  },
  {
    name: "STARTTLS on another port",
    flow: { serverPort: 1430 },
    steps: [
      { from: "server", text: "* OK ready for requests\r\n" },
      { from: "client", text: "1 STARTTLS\r\n" },
      { from: "server", text: "1 OK begin TLS\r\n" },
    ],
    want: { app: "IMAPS", confidence: "content", encrypted: true },
  },
]
