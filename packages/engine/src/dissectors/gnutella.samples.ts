import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "handshake", flow: { serverPort: 6346 }, steps: [{ from: "client", text: "GNUTELLA CONNECT/0.6\r\nUser-Agent: x\r\n\r\n" }], want: { app: "Gnutella", category: "Download" } },
  { name: "ping over UDP", flow: { transport: "udp", serverPort: 6346 }, steps: [{ from: "client", hex: "a3af3102ea8ade26ff55958e6c218503 00 01 00 05000000 c382514b40" }], want: { app: "Gnutella", confidence: "content" } },
  oneStep("offer after a push", "Gnutella", { serverPort: 50_000 }, { text: "GIV 37:B1FF0102030405060708090A0B0C0D0E/song.ogg\n\n" }),
]
