import type { DissectorSample } from "../inspect/samples.ts"

const of = (name: string, app: string, serverPort: number, step: { hex?: string; text?: string }, transport: "tcp" | "udp" = "tcp"): DissectorSample => ({
  name, flow: { transport, serverPort }, steps: [{ from: "client", ...step }], want: { app, confidence: "content" },
})

export const samples: readonly DissectorSample[] = [
  of("preface", "HTTP2", 29518, { hex: "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a 000012040000000000" }),
  of("version 1", "HAProxy", 443, { text: "PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n" }),
  of("request", "Corba", 40_000, { hex: "47494f50 01020000 000000d8 00000000" }),
  of("logon", "FIX", 1024, { text: "8=FIXT.1.1\x019=62\x0135=A\x01" }),
  of("message header", "HL7", 6661, { text: "\x0bMSH|^~\\&|SENDER|" }),
  of("client", "Nats", 4222, { text: 'CONNECT {"verbose":false}\r\n' }),
  of("handshake", "TeamSpeak", 9987, { hex: "545333494e49543100650000880dd0" }, "udp"),
  of("version", "VNC", 5900, { text: "RFB 003.008\n" }),
  of("open", "BGP", 179, { hex: `${"ff".repeat(16)} 001d 01 04 fe09 00b4 c0a8000f 00` }),
]
