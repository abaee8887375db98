import { oneStep, textHex, wordHex, type DissectorSample } from "../inspect/samples.ts"

const table = '<?xml version="1.0"?><FDT-Instance Expires="3913056000"><File Content-Location="news/clip1.mp4" TOI="1"/></FDT-Instance>'

export const samples: readonly DissectorSample[] = [
  oneStep("file delivery table", "FLUTE", { transport: "udp", serverPort: 40_085 }, { hex: `10 a0 08 00 00000000 00000001 00000000 c0 100001 40 04 0000 00000076 00000400 00000000 ${textHex(table)}` },
    { category: "Download", metadata: { flute: { location: "news/clip1.mp4" } } }),
  oneStep("compressed file delivery table", "FLUTE", { transport: "udp", serverPort: 50_000 }, { hex: "1010 04 00 00000000 0001 0000 c0200001 1f8b08000000000000030102" }),
  {
    name: "data without a table",
    flow: { transport: "udp", serverPort: 40_087 },
    steps: [5, 6, 7].map((symbol) => ({ from: "client", hex: `10a0 04 00 00000000 00000001 00000003 0001 ${wordHex(symbol)} ${"8e".repeat(64)}` })),
    want: { app: "FLUTE", confidence: "content" },
  },
  oneStep("first edition, with its times", "FLUTE", { transport: "udp", serverPort: 40_088 }, { hex: `10ac 08 00 00000000 00000001 00000000 00000a00 00000b00 c0100001 00000000 ${textHex(table)}` }),
]
