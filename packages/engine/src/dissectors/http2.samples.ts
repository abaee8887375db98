import { oneStep, type DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  oneStep("preface", "HTTP2", { serverPort: 29518 }, { hex: "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a 000012040000000000" }),
  { name: "preface in two segments", flow: { serverPort: 8080 }, steps: [{ from: "client", text: "PRI * HTTP/2.0\r\n" }, { from: "client", text: "\r\nSM\r\n\r\n" }], want: { app: "HTTP2", confidence: "content" } },
  oneStep("the server's settings", "HTTP2", { serverPort: 29518, midstream: true }, { from: "server", hex: "000018 04 00 00000000 000500100000 0003000000fa 000600101400 000400100000" }),
]
