import { byteHex, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "connection request", flow: { transport: "udp", serverPort: 60030 }, steps: [{ from: "client", hex: `05 00ffff00fefefefefdfdfdfd12345678 06 ${"00".repeat(46)}` }], want: { app: "RakNet", category: "Game" } },
  { name: "ping", flow: { transport: "udp", serverPort: 19132 }, steps: [{ from: "client", hex: "01 0000000000001234 00ffff00fefefefefdfdfdfd12345678 0102030405060708" }], want: { app: "RakNet" } },
  { name: "acknowledgement", flow: { transport: "udp", serverPort: 60030 }, steps: [{ from: "client", hex: "c0 0003 01050000 01070000 01090000" }], want: { app: "RakNet", confidence: "content" } },
  {
    name: "pongs with another magic",
    flow: { transport: "udp", serverPort: 44_501 },
    steps: [1, 2, 3].map((time) => ({ from: "server", hex: `1c 00000000000000${byteHex(time)} 8899aabbccddeeff 0f1e2d3c4b5a69788796a5b4c3d2e1f0 0005 ${textHex("lobby")}` })),
    want: { app: "RakNet", confidence: "content" },
  },
]
