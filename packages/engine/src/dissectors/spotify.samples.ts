import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("at home", "Spotify", { transport: "udp", clientPort: 57621, serverPort: 57621, serverIp: "192.0.2.255" }, { hex: `${textHex("SpotUdp0")} 1122334455667788 00010000 ${"9d".repeat(24)}` }, { category: "Music" }),
  oneStep("access point", "Spotify", { serverPort: 4070 }, { hex: `0004 00000031 52 0e 5000 a00100 f00106 c002a1b2c3d4 ${"52".repeat(27)}` }),
]
