import type { DissectorSample } from "../inspect/samples.ts"

export const samples: readonly DissectorSample[] = [
  { name: "client reset over UDP", flow: { transport: "udp", serverPort: 1194 }, steps: [{ from: "client", hex: "38 a1b2c3d4e5f60718 00 00000000" }], want: { app: "OpenVPN", category: "VPN", confidence: "content", encrypted: true } },
  { name: "with tls-auth, SHA-1", flow: { transport: "udp", serverPort: 40_000 }, steps: [{ from: "client", atMs: 1_700_000_000_000, hex: `38 a1b2c3d4e5f60718 ${"9d".repeat(20)} 00000001 6553f100 00 00000000` }], want: { app: "OpenVPN", confidence: "content" } },
  { name: "over TCP", flow: { serverPort: 443 }, steps: [{ from: "client", hex: "000e 38 a1b2c3d4e5f60718 00 00000000" }], want: { app: "OpenVPN", confidence: "content" } },
  {
    name: "with tls-auth, a wrong clock and a repeated reset", flow: { transport: "udp", serverPort: 40_000 },
    steps: [
      { from: "client", hex: `38 a1b2c3d4e5f60718 ${"9d".repeat(20)} 00000007 00000010 00 00000000` },
      { from: "server", hex: `40 1122334455667788 ${"8c".repeat(20)} 00000001 00000010 01 00000000 a1b2c3d4e5f60718 00000000` },
    ],
    want: { app: "OpenVPN", confidence: "content" },
  },
  {
    name: "tls-crypt with clocks that are wrong, both resets and more in a segment",
    flow: { serverPort: 1194 },
    steps: [
      { from: "client", hex: `0036 38 0102030405060708 00000001 00000001 ${"a5".repeat(37)}` },
      { from: "server", hex: `0036 40 1112131415161718 00000001 00000001 ${"5b".repeat(37)} 0032 28 ${"c3".repeat(49)}` },
    ],
    want: { app: "OpenVPN", confidence: "content" },
  },
  {
    name: "tls-crypt-v2: the client's reset brings its wrapped key",
    flow: { transport: "udp", serverPort: 50_000 },
    steps: [{ from: "client", hex: `50 0102030405060708 0f000001 6553f100 ${"a5".repeat(500)}` }],
    want: { app: "OpenVPN", confidence: "content" },
  },
]
