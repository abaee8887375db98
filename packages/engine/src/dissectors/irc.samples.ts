import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "registration", flow: { serverPort: 6667 }, steps: [{ from: "client", text: "NICK bob\r\n" }, { from: "client", text: "USER bob +iw bob :Bob Example\r\n" }], want: { app: "IRC", info: "bob", metadata: { irc: { nick: "bob" } } } },
  { name: "server's greeting", flow: { serverPort: 8000 }, steps: [{ from: "server", text: ":irc.example.net NOTICE * :*** Looking up your hostname...\r\n" }], want: { app: "IRC", confidence: "content" } },
  oneStep("server that greets before names", "IRC", { serverPort: 6667 }, { from: "server", text: "NOTICE AUTH :*** Looking up your hostname...\r\n" }),
  oneStep("welcome", "IRC", { serverPort: 7777 }, { from: "server", text: ":irc.example 001 alice :Welcome to the network\r\n" }),
  oneStep("somebody talks, the log-in not seen", "IRC", { serverPort: 7777, midstream: true }, { from: "server", text: ":alice!~a@host.example PRIVMSG #garden :good morning\r\n" }),
  oneStep("talking, the log-in not seen", "IRC", { serverPort: 7777, midstream: true }, { text: "PRIVMSG #garden :good morning\r\n" }),
]
