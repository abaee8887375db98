import { byteHex, type DissectorSample } from "../inspect/samples.ts"

/** RFC 1001 section 14.1: each half byte as a letter from "A". */
function encodedName(name: string, kind: number): string {
  const bytes = [...name.padEnd(15, " ")].map((character) => character.charCodeAt(0)).concat(kind)
  return `20${bytes.map((byte) => byteHex(0x41 + (byte >> 4)) + byteHex(0x41 + (byte & 15))).join("")}00`
}
const nameFlow = { transport: "udp", clientIp: "192.0.2.9", serverIp: "192.0.2.255", clientPort: 137, serverPort: 137 } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "name query and positive answer",
    flow: nameFlow,
    steps: [
      { from: "client", hex: `8001 0110 0001 0000 0000 0000 ${encodedName("FILES", 0x20)} 0020 0001` },
      { from: "server", hex: `8001 8500 0000 0001 0000 0000 ${encodedName("FILES", 0x20)} 0020 0001 0003f480 0006 6000 c0000209` },
    ],
    want: { app: "NetBIOS", hostname: "files", metadata: { netbios: { name: "FILES", kind: "server" } } },
    learned: { names: [{ ip: "192.0.2.9", name: "files", source: "netbios" }] },
  },
  {
    name: "registration teaches the sender's name",
    flow: nameFlow,
    steps: [{ from: "client", hex: `8002 2910 0001 0000 0000 0001 ${encodedName("LAPTOP", 0)} 0020 0001 c00c 0020 0001 000493e0 0006 0000 c0000209` }],
    want: { app: "NetBIOS", hostname: "laptop" },
    learned: { names: [{ ip: "192.0.2.9", name: "laptop", source: "netbios" }] },
  },
  {
    name: "group names are nobody's",
    flow: nameFlow,
    steps: [{ from: "client", hex: `8002 2910 0001 0000 0000 0001 ${encodedName("WORKGROUP", 0)} 0020 0001 c00c 0020 0001 000493e0 0006 8000 c0000209` }],
    want: { app: "NetBIOS", hostname: "workgroup" },
    learned: { names: [] },
  },
  {
    name: "datagram with a browser announcement over SMB",
    flow: { ...nameFlow, clientPort: 138, serverPort: 138 },
    steps: [{ from: "client", hex: `1102 80d5 c0000209 008a 00bb 0000 ${encodedName("LAPTOP", 0)} ${encodedName("WORKGROUP", 0x1d)} ff534d42 25 00000000 00` }],
    want: { app: "NetBIOS.SMBv1", hostname: "laptop" },
    learned: { names: [{ ip: "192.0.2.9", name: "laptop", source: "netbios" }] },
  },
  {
    name: "session request",
    flow: { serverPort: 139 },
    steps: [{ from: "client", hex: `8100 0044 ${encodedName("SERVER", 0x20)} ${encodedName("LAPTOP", 0)}` }, { from: "server", hex: "82000000" }],
    want: { app: "NetBIOS", confidence: "content" },
  },
]
