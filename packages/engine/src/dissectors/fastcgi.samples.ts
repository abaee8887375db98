import { byteHex, oneStep, textHex, wordHex, type DissectorSample } from "../inspect/samples.ts"

const pair = (name: string, value: string) => byteHex(name.length) + byteHex(value.length) + textHex(name) + textHex(value)
const parameters = pair("REQUEST_METHOD", "GET") + pair("REQUEST_URI", "/status") + pair("HTTP_HOST", "www.example.org")

export const samples: readonly DissectorSample[] = [
  oneStep("request", "FastCGI", { serverPort: 9000 }, { hex: `01 01 0001 0008 00 00 0001 00 0000000000 01 04 0001 ${wordHex(parameters.length / 2)} 00 00 ${parameters}` }, {
    hostname: "www.example.org", info: "/status", metadata: { fastcgi: { method: "GET", url: "/status" } },
  }),
  { name: "an answer, seen from the middle", flow: { serverPort: 9001, midstream: true }, steps: [{ from: "server", hex: `01 06 0001 0024 04 00 ${textHex("Content-type: text/html\r\n\r\n<html>..")}` }], want: { app: "FastCGI", confidence: "content" } },
]
