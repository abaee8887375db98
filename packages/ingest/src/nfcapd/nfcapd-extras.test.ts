// Records as nfcapd 1.7.1 wrote them of NetFlow v9 of our own making; what they mean is what `nfdump -o raw` said.
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { FLOW_IS_OVER, RecordBlock } from "@netweir/engine/records/record-block.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { expect, test } from "vitest"
import { readRecord } from "./nfcapd-record.ts"

const generic = (first: string, last: string, received: string) => `01003400${first}${last}${received}`
const translated = "0b00b400080000000100010902000c000100000a076433c6" + generic("a06d9522a2010000", "407d9522a2010000", "cf829522a2010000")
  + "ea0000000000000040e2010000000000419cbb01061b001014000c00097100cb086433c61600080051c3fb201900140028819522a201000000000000010000000e002c00"
  + "4123010070560400a18907000000000000000000000000000000000000000000000000000000000024000c0012000000110000000c0008000100007f"
const firewall = "0b009800070000000100010902000c000100000a076433c6" + generic("58799522a2010000", "0000000000000000", "a0889522a2010000")
  + "00000000000000005704000000000000419cbb010600000005001c0001000000000000000000000000000000ae0800000000000014000c00097100cb086433c61600080051c3fb20"
  + "1300140010859522a201000092100000e90305000c0008000100007f"
const ipv6 = "0b00e40008000000010001090300240000000000b80d0120010000000000000000000000b80d01200200000000000000" + generic("00db9522a2010000", "a0ea9522a2010000", "a3f19522a2010000")
  + "ea0000000000000040e2010000000000419cbb01061b00101500240000000000b80d0120a10000000000000000000000b80d0120b2000000000000001600080051c3fb20"
  + "1900140088ee9522a201000000000000010000000e002c004123010070560400a18907000000000000000000000000000000000000000000000000000000000024000c0012000000110000000c0008000100007f"

function decoded(hex: string) {
  const block = new RecordBlock(new ObservationPoints())
  const bytes = Buffer.from(hex, "hex")
  const origin = { words: new Uint32Array(4), domain: 0 }
  const wrong = readRecord(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, block, origin)
  return {
    wrong, exporter: formatIp(origin.words, 0), src: formatIp(block.src, 0), dst: formatIp(block.dst, 0), ports: [block.srcPort[0], block.dstPort[0]], bytes: block.bytes[0], reverseBytes: block.reverseBytes[0], vrf: block.vrf[0],
    lastSeenMs: block.lastSeenUs[0] / 1000, isOver: (block.marks[0] & FLOW_IS_OVER) !== 0, metadata: block.extras[0]?.metadata,
  }
}

const mpls = { labels: [4660, 17767, 30874] }
test.each([
  ["translation, its event, labels, VRF", translated, {
    src: "10.0.0.1", dst: "198.51.100.7", ports: [40001, 443], bytes: 123_456, reverseBytes: 0, vrf: 17, lastSeenMs: 1_795_876_552_000, isOver: true,
    metadata: { mpls, nat: { srcIp: "203.0.113.9", dstIp: "198.51.100.8", srcPort: 50001, dstPort: 8443, event: "translation-created" } },
  }],
  ["a firewall's update: both directions, the event's time as the end, the session goes on", firewall, {
    src: "10.0.0.1", dst: "198.51.100.7", ports: [40001, 443], bytes: 1111, reverseBytes: 2222, vrf: 0, lastSeenMs: 1_795_876_554_000, isOver: false,
    metadata: { nat: { srcIp: "203.0.113.9", dstIp: "198.51.100.8", srcPort: 50001, dstPort: 8443 }, firewall: { event: "update", extendedEvent: 1001 } },
  }],
  ["the same of IPv6", ipv6, {
    src: "2001:db8::1", dst: "2001:db8::2", ports: [40001, 443], bytes: 123_456, reverseBytes: 0, vrf: 17, lastSeenMs: 1_795_876_580_000, isOver: true,
    metadata: { mpls, nat: { srcIp: "2001:db8::a1", dstIp: "2001:db8::b2", srcPort: 50001, dstPort: 8443, event: "translation-created" } },
  }],
  ["a session torn down is over", firewall.replace("e90305", "e90302"), { isOver: true, metadata: { firewall: { event: "deleted", extendedEvent: 1001 } } }],
  ["what is translated to itself is none", translated.replace("14000c00097100cb086433c6", "14000c000100000a076433c6").replace("1600080051c3fb20", "16000800419cbb01"), { metadata: { mpls, nat: { event: "translation-created" } } }],
] as const)("%s", (_, hex, want) => {
  expect(decoded(hex)).toMatchObject({ wrong: null, exporter: "127.0.0.1", ...want })
})

test("every cut is malformed or read, never thrown", () => {
  for (const hex of [translated, firewall, ipv6]) for (let end = 0; end < hex.length; end += 2) expect(["record-malformed", "addresses-missing", null]).toContain(decoded(hex.slice(0, end).padEnd(24, "0")).wrong)
})
