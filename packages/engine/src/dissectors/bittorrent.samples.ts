// BitTorrent: DHT out of corpus/bittorrent, a handshake by the specification.
import { byteHex, oneStep, type DissectorSample } from "../inspect/samples.ts"

/** Bytes without a pattern, the same in each run. */
function noise(bytes: number, seed: number): string {
  let state = seed
  return Array.from({ length: bytes }, () => byteHex((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 24)).join("")
}

export const samples: readonly DissectorSample[] = [
  {
    name: "DHT",
    flow: { transport: "udp", clientPort: 6883, serverPort: 6883 },
    steps: [
      { from: "client", hex: "64313a6164323a696432303a9b75d4db11326dbb4e06db031055c8f3740e67e165313a71343a70696e67313a74343afde83ae1313a76343a41320003313a79313a7165" },
      { from: "server", hex: "64313a6164323a696432303a9b75d4db11326dbb4e06db031055c8f3740e67e165313a71343a70696e67313a74343afde83ae1313a76343a41320003313a79313a7165" },
    ],
    want: { app: "BitTorrent", confidence: "content" },
  },
  {
    name: "peer handshake",
    flow: { serverPort: 50000 },
    steps: [
      { from: "client", hex: "13426974546f7272656e742070726f746f636f6c0000000000100005000102030405060708090a0b0c0d0e0f10111213" + "2d4152323030302d313233343536373839303132" },
    ],
    want: { app: "BitTorrent", metadata: { bittorrent: { infoHash: "000102030405060708090a0b0c0d0e0f10111213" } } },
  },
  {
    name: "uTP underway: peers are exchanged",
    flow: { transport: "udp", clientPort: 50_001, serverPort: 50_002 },
    steps: [
      { from: "client", hex: "2100 1a2b 0a0b0c0d 01020304 00100000 1122 3344" },
      { from: "server", hex: "0100 1a2c 0a0b0c0e 01020305 00100000 3345 1122" + "64353a6164646564363ac00002011ae165" },
    ],
    want: { app: "BitTorrent", confidence: "content" },
  },
  {
    name: "uTP under way",
    flow: { transport: "udp", serverPort: 50_321 },
    steps: [{ from: "client", hex: "21 00 1235 01020304 00000001 00100000 0a01 0b02" }, { from: "server", hex: "21 00 1234 01020304 00000001 00100000 0b02 0a01" }],
    want: { app: "BitTorrent", confidence: "content" },
  },
  oneStep("request of a block from the middle", "BitTorrent", { serverPort: 50_321, midstream: true }, { hex: "0000000d 06 00000012 00008000 00004000" }),
  oneStep("what peers have, from the middle", "BitTorrent", { serverPort: 50_321, midstream: true }, { hex: "00000005 04 00000012 00000005 04 00000013 00000005 04 00000014" }),
  {
    name: "peers that settle for plain text behind their keys",
    flow: { serverPort: 6881 },
    steps: [
      { from: "client", hex: noise(198, 7) },
      { from: "server", hex: noise(424, 11) },
      { from: "client", hex: noise(240, 13) },
      { from: "server", hex: `${noise(14, 17)}13426974546f7272656e742070726f746f636f6c0000000000100005${"5b".repeat(20)}${"2d".repeat(20)}` },
    ],
    want: { app: "BitTorrent", confidence: "content", metadata: { bittorrent: { infoHash: "5b".repeat(20) } } },
  },
]
