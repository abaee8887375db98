import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "bind",
    flow: { serverPort: 2775 },
    steps: [{ from: "client", hex: `00000026 00000002 00000000 00000001 ${textHex("user")} 00 ${textHex("password")} 00 ${textHex("SMPP")} 00 000000` }],
    want: { app: "SMPP", info: "user", risks: ["clear_text_credentials"] },
  },
]
