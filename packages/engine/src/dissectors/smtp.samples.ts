// SMTP sessions.
import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "a mail",
    flow: { serverPort: 25 },
    steps: [
      { from: "server", text: "220 mail.example.org ESMTP Postfix\r\n" },
      { from: "client", text: "EHLO client.example.org\r\n" },
      { from: "server", text: "250-mail.example.org\r\n250 8BITMIME\r\n" },
      { from: "client", text: "MAIL FROM:<alice@example.org>\r\n" },
      { from: "server", text: "250 OK\r\n" },
      { from: "client", text: "RCPT TO:<bob@example.org>\r\n" },
      { from: "server", text: "250 OK\r\n" },
      { from: "client", text: "DATA\r\n" },
      { from: "server", text: "354 go ahead\r\n" },
    ],
    want: { app: "SMTP", confidence: "content", hostname: "mail.example.org", encrypted: false },
  },
  {
    name: "STARTTLS",
    flow: { serverPort: 587 },
    steps: [
      { from: "server", text: "220 mail.example.org ESMTP\r\n" },
      { from: "client", text: "EHLO me\r\n" },
      { from: "server", text: "250-mail.example.org\r\n250 STARTTLS\r\n" },
      { from: "client", text: "STARTTLS\r\n" },
      { from: "server", text: "220 Ready to start TLS\r\n" },
    ],
    want: { app: "SMTPS", confidence: "content", encrypted: true },
  },
  oneStep("no mail wanted", "SMTP", { serverPort: 25 }, { from: "server", text: "554 mail.example no service\r\n" }),
]
