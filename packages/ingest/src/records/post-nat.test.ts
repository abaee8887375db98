import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { FRAME } from "@netweir/engine/records/record-block.ts"
import { addRecord, makeBlock } from "@netweir/engine/records/testing-records.ts"
import { expect, test } from "vitest"
import { usePostNat } from "./post-nat.ts"

const plain = { src: "10.0.0.1:50000", dst: "198.51.100.1:443", version: 4 }
const cases = [
  { name: "source and its port", nat: { srcIp: "203.0.113.9", srcPort: 1024 }, want: { ...plain, src: "203.0.113.9:1024", nat: { srcIpBefore: "10.0.0.1", srcPortBefore: 50_000 } } },
  { name: "destination, as a probe's text", nat: { dstIp: "10.0.0.80", dstPort: "8443" }, want: { ...plain, dst: "10.0.0.80:8443", nat: { dstIpBefore: "198.51.100.1", dstPortBefore: 443 } } },
  { name: "what else is known stays", nat: { event: "translation-created", srcPort: 7 }, want: { ...plain, src: "10.0.0.1:7", nat: { event: "translation-created", srcPortBefore: 50_000 } } },
  { name: "no address, no port", nat: { srcIp: "0.0.0.0", dstIp: "nonsense", srcPort: 70_000, dstPort: -1 }, want: { ...plain, nat: { srcIp: "0.0.0.0", dstIp: "nonsense", srcPort: 70_000, dstPort: -1 } } },
  { name: "to IPv6", nat: { srcIp: "2001:db8::1", dstIp: "2001:db8::2" }, want: { src: "2001:db8::1:50000", dst: "2001:db8::2:443", version: 6, nat: { srcIpBefore: "10.0.0.1", dstIpBefore: "198.51.100.1" } } },
  { name: "not translated", nat: undefined, want: { ...plain, nat: undefined } },
  { name: "a sampled packet is as it was", nat: { srcIp: "203.0.113.9" }, kind: FRAME, want: { ...plain, nat: { srcIp: "203.0.113.9" } } },
]
for (const { name, nat, kind = 0, want } of cases) {
  test(`after translation: ${name}`, () => {
    const block = makeBlock()
    addRecord(block, nat === undefined ? {} : { extras: { metadata: { nat: { ...nat } } } })
    block.kind[0] = kind
    usePostNat(block)
    expect({
      src: `${formatIp(block.src, 0)}:${block.srcPort[0]}`, dst: `${formatIp(block.dst, 0)}:${block.dstPort[0]}`, version: block.ipVersion[0], nat: block.extras[0]?.metadata?.["nat"],
    }).toEqual(want)
  })
}
