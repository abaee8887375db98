import { oneStep, textHex, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("local discovery", "Syncthing", { transport: "udp", serverPort: 21027 }, { hex: `2ea7d90b 0a20 ${"3c".repeat(32)} 1218 ${textHex("tcp://192.0.2.1:22000/xyz")}` }, { category: "Download" }),
  oneStep("hello", "Syncthing", { serverPort: 22000 }, { hex: `2ea7d90b 000e 0a04 ${textHex("host")} 1206 ${textHex("syncth")}` }),
  oneStep("joining a session at a relay", "Syncthing", { serverPort: 22_067 }, { hex: "9e79bc40 00000003 0000000c 00000008 0102030405060708" }),
]
