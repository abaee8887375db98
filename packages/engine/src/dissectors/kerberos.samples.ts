import { oneStep, byteHex, textHex, type DissectorSample } from "../inspect/samples.ts"

/** An ASN.1 element of hex content. */
function element(tag: number, ...content: string[]): string {
  const body = content.join("").replace(/\s/g, "")
  const length = body.length / 2
  return byteHex(tag) + (length < 128 ? byteHex(length) : `81${byteHex(length)}`) + body
}
const text = (value: string): string => element(0x1b, textHex(value))
const request = element(0x6a, element(0x30,
  element(0xa1, "020105"), element(0xa2, "02010a"),
  element(0xa4, element(0x30,
    element(0xa0, "03050050800000"),
    element(0xa1, element(0x30, element(0xa0, "020101"), element(0xa1, element(0x30, text("alice"))))),
    element(0xa2, text("EXAMPLE.COM")),
    element(0xa3, element(0x30, element(0xa0, "020102"), element(0xa1, element(0x30, text("krbtgt"), text("EXAMPLE.COM")))))))))
const failure = element(0x7e, element(0x30, element(0xa0, "020105"), element(0xa1, "02011e"), element(0xa6, "020119")))

export const samples: readonly DissectorSample[] = [
  {
    name: "AS-REQ and error over UDP",
    flow: { transport: "udp", serverPort: 88 },
    steps: [{ from: "client", hex: request }, { from: "server", hex: failure }],
    want: { app: "Kerberos", info: "alice@EXAMPLE.COM", metadata: { kerberos: { message: "AS-REQ", realm: "EXAMPLE.COM", userName: "alice", reply: "KRB-ERROR", errorCode: 25 } } },
  },
  {
    name: "over TCP in two segments",
    flow: { serverPort: 88 },
    steps: [{ from: "client", hex: `000000${byteHex(request.length / 2)}${request.slice(0, 60)}` }, { from: "client", hex: request.slice(60) }],
    want: { app: "Kerberos", info: "alice@EXAMPLE.COM" },
  },
  oneStep("change of a password", "Kerberos", { transport: "udp", serverPort: 464 }, { hex: "0016 0001 0010 6e0e 300c a003020105 a10302010e 0000" }),
]
