// RTCP: a sender report with a source description, and bare receiver reports (RFC 3550 section 6.4).
import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "sender report and description in one datagram",
    flow: { transport: "udp", clientPort: 36001, serverPort: 40001 },
    steps: [{ from: "client", hex: "80c80006 6d09448a eeab8a56 85604189 00602ed6 00000010 00000a00 81ca0003 6d09448a 01036130 62000000" }],
    want: { app: "RTCP", confidence: "content" },
  },
  {
    name: "encrypted: a report with more behind it, index and tag (RFC 3711)",
    flow: { transport: "udp", clientPort: 36001, serverPort: 40001 },
    steps: [
      { from: "client", hex: "81c90007 6d09448a 0fd2c7b5 91e4a06c 37cb5582 e09d13f4 5c2ab6d1 88f0437e 91e4a06c 37cb5582 80000001 a3d6b259ba83cb65fc8f" },
      { from: "server", hex: "81c90007 6d09448a 0fd2c7b5 91e4a06c 37cb5582 e09d13f4 5c2ab6d1 88f0437e 91e4a06c 37cb5582 80000001 a3d6b259ba83cb65fc8f" },
      { from: "client", hex: "81c90007 6d09448a 0fd2c7b5 91e4a06c 37cb5582 e09d13f4 5c2ab6d1 88f0437e 91e4a06c 37cb5582 80000002 a3d6b259ba83cb65fc8f" },
    ],
    want: { app: "RTCP", confidence: "content" },
  },
  {
    name: "receiver reports",
    flow: { transport: "udp", clientPort: 36001, serverPort: 40001 },
    steps: [
      { from: "server", hex: "81c90007 00000001 6d09448a 00000000 00001000 00000010 8a568560 00010000" },
      { from: "server", hex: "81c90007 00000001 6d09448a 00000000 00001100 00000011 8a578560 00010000" },
    ],
    want: { app: "RTCP", confidence: "content" },
  },
]
