import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("announcement", "Dropbox", { transport: "udp", serverPort: 17500, clientPort: 17500 }, { text: '{"version": [2, 0], "port": 17500, "host_int": 12345678901234567890, "displayname": "", "namespaces": [1, 2]}' }),
]
