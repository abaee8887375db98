import { oneStep, byteHex, textHex, type DissectorSample } from "../inspect/samples.ts"

const flow = { transport: "udp", clientPort: 68, serverPort: 67, clientIp: "0.0.0.0", serverIp: "255.255.255.255" } as const
const message = (operation: number, yourAddress: string, options: string): string =>
  `${byteHex(operation)} 01 06 00 12345678 0000 0000 00000000 ${yourAddress} 00000000 00000000 0a0b0c0d0e0f ${"00".repeat(202)} 63825363 ${options} ff`

export const samples: readonly DissectorSample[] = [
  {
    name: "request with name, class and parameter list",
    flow,
    steps: [{ from: "client", hex: message(1, "00000000", `350103 3204c0000221 0c05${textHex("shen-")} 3c08${textHex("MSFT 5.0")} 3707 0179030f0677fc`) }],
    want: {
      app: "DHCP", category: "Network", hostname: "shen-",
      metadata: { dhcp: { messageType: "request", hostName: "shen-", address: "192.0.2.33", classIdentifier: "MSFT 5.0", fingerprint: "1,121,3,15,6,119,252" } },
    },
    learned: { names: [{ ip: "192.0.2.33", name: "shen-", source: "dhcp" }] },
  },
  oneStep("BOOTP without options", "DHCP", { transport: "udp", clientPort: 68, serverPort: 67 }, { hex: `01010600 12345678 0004 0000 ${"00".repeat(16)} 0200000a0b0c ${"00".repeat(266)}` }),
]
