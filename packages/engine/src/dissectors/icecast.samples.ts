import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("source", "IceCast", { serverPort: 8000 }, { text: "SOURCE /radio.ogg ICE/1.0\r\nContent-Type: application/ogg\r\n\r\n" }, { category: "Media" }),
  oneStep("stream", "IceCast", { serverPort: 8000 }, { from: "server", text: "ICY 200 OK\r\nicy-name:Radio\r\nicy-metaint:8192\r\n\r\n" }),
  oneStep("a source's password is accepted", "IceCast", { serverPort: 8001 }, { from: "server", text: "OK2\r\nicy-caps:11\r\n\r\n" }),
]
