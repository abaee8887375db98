import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("agent's output", "CHECKMK", { serverPort: 6556 }, { from: "server", text: "<<<check_mk>>>\nVersion: 2.2.0\n" }),
  oneStep("forwarded to another port", "CHECKMK", { serverPort: 16_556 }, { from: "server", text: "<<<check_mk>>>\nVersion: 1.6.0\n" }),
  oneStep("seen from the middle", "CHECKMK", { serverPort: 6556, midstream: true }, { from: "server", text: "<<<df_v2:sep(9)>>>\n/dev/sda1 ext4 1000 500 500 50% /\n" }),
  oneStep("TLS will follow", "CHECKMK", { serverPort: 6556 }, { from: "server", text: "16" }),
  oneStep("encrypted output", "CHECKMK", { serverPort: 6556 }, { from: "server", text: "02Salted__0123456789abcdef" }),
]
