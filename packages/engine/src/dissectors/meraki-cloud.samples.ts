import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("report of an access point", "MerakiCloud", { transport: "udp", serverPort: 7351 }, { hex: "fef72891 0d01 0018 0600 0002 00000000 11223344 00010014" }),
]
