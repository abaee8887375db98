import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "both hellos", flow: { serverPort: 5223 }, steps: [{ from: "client", hex: "16 000c 00 a1b2c3d4 e5f60718" }, { from: "server", hex: "17 0008 00 99887766" }], want: { app: "HP_VIRTGRP", confidence: "content" } },
]
