import type { DissectorSample } from "../inspect/samples.ts"

const noise = "9fe3a1c47b52d086"
export const samples: readonly DissectorSample[] = [
  {
    name: "login",
    flow: { serverPort: 5222 },
    steps: [{ from: "client", hex: noise.repeat(6) }, { from: "server", hex: noise.repeat(10) }, { from: "client", hex: noise.repeat(18) }],
    want: { app: "Threema", confidence: "content", encrypted: true },
  },
]
