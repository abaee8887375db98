// RTP of ffmpeg, out of corpus/rtp.
import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "PCMU",
    flow: { transport: "udp", clientPort: 36000, serverPort: 40000 },
    steps: [
      { from: "client", hex: "80000b4a00602ed66d09448ae5c8bab3afafb2b9c6f04a3b332f2f32394467ccbcb4b0afb2b8c2df4d3c35302f3137405bd0bdb5b0afb1b6bfd7533e" },
      { from: "client", hex: "80000b4b00602f806d09448ab5bcce5f4238312f30343c4ce7c4b9b2afafb3bbca6f4639322f2f333a487ec8bab3afafb2b9c6ef4a3b332f2f323944" },
      { from: "client", hex: "80000b4c0060303a6d09448a3f36312f30353d50dbc0b7b1afb0b5bcce5f4238312f30343c4ce7c4b9b2afafb3bbca6f4639322f2f333a487ec8bab3" },
      { from: "client", hex: "80000b4d006030f36d09448a2f31363f57d3beb6b0afb0b6bed3573f36312f30353d50dbc0b7b1afb0b5bcce5f4238312f30343c4ce7c4b9b2afafb3" },
      { from: "client", hex: "80000b4e006031ad6d09448a5fcebcb5b0afb1b7c0db503d35302f31363f57d3beb6b0afb0b6bed3573f36312f30353d50dbc0b7b1afb0b5bcce5f42" },
    ],
    want: { app: "RTP", confidence: "content" },
  },
  {
    name: "audio and video take turns",
    flow: { transport: "udp", clientPort: 40_000, serverPort: 41_000 },
    steps: [1, 2, 3].flatMap((n) => [
      { from: "client" as const, hex: `80 6f 000${n} 0000${n}000 0a0b0c0d ${"5a".repeat(20)}` },
      { from: "client" as const, hex: `80 60 100${n} 0000${n}000 0e0f1011 ${"6b".repeat(40)}` },
    ]),
    want: { app: "RTP", confidence: "content" },
  },
]
