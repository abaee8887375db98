import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "association after the transport connection",
    flow: { serverPort: 102 },
    steps: [
      { from: "client", hex: "03000016 11 e0 0000 0001 00 c0010a c1020001 c2020001" },
      { from: "server", hex: "03000016 11 d0 0001 0001 00 c0010a c1020001 c2020001" },
      { from: "client", hex: "0300002a 02 f0 80 0d 20 05 06 130100 160102 c1 16 3114 a003 800101 a20d 300b 020103 0605 28ca220201" },
    ],
    want: { app: "ISO9506-1-MMS", confidence: "content" },
  },
  oneStep("confirmed request, seen from the middle", "ISO9506-1-MMS", { serverPort: 102, midstream: true }, { hex: "0300001e 02 f0 80 01000100 61 11 300f 020103 a00a a008 020101 a103 a001 00" }),
]
