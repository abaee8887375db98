import { textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  {
    name: "isMaster query",
    flow: { serverPort: 27100 },
    steps: [{ from: "client", hex: `39000000 11000000 00000000 d4070000 00000000 ${textHex("shop.$cmd")}00 00000000 ffffffff 13000000 10 ${textHex("isMaster")}00 01000000 00` }],
    want: { app: "MongoDB", confidence: "content", category: "Database", metadata: { mongodb: { collection: "shop.$cmd" } } },
  },
  {
    name: "hello in an OP_MSG",
    flow: { serverPort: 27017 },
    steps: [{ from: "client", hex: `34000000 07000000 00000000 dd070000 00000000 00 1f000000 10 ${textHex("hello")}00 01000000 02 ${textHex("$db")}00 02000000 6100 00` }],
    want: { app: "MongoDB", confidence: "content" },
  },
]
