import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { expect, test } from "vitest"
import { createNetflowDecoder } from "./netflow-decoder.ts"
import * as make from "./testing-datagrams.ts"

const exporter = Uint32Array.of(0, 0, 0xffff, 0xc0000201)
const nowUs = make.TEST_SECONDS * 1_000_000

function collect(...datagrams: Uint8Array[]) {
  const points = new ObservationPoints()
  const decoder = createNetflowDecoder(points, { keepUnknown: true })
  const block = new RecordBlock(points)
  for (const datagram of datagrams) decoder.decode(datagram, 0, datagram.length, exporter, 2055, nowUs, block)
  return { points, decoder, block }
}

test("v5", () => {
  const { block, decoder, points } = collect(make.v5({ domain: 0x0102, sampling: 0x4000 | 100 }, { packets: 3, bytes: 300, tos: 0xb8, srcAs: 64500, srcMask: 24 }, { protocol: 1, srcPort: 0, dstPort: 0x0800 }))
  expect(decoder.counters()).toMatchObject({ records: { received: 2, handedOver: 2, dropped: {} }, oddities: {} })
  expect(block.count).toBe(2)
  expect(formatIp(block.src, 0)).toBe("10.0.0.1")
  expect(formatIp(block.dst, 0)).toBe("10.0.0.2")
  expect([block.srcPort[0], block.dstPort[0], block.bytes[0], block.packets[0], block.dscp[0], block.srcAs[0], block.srcMask[0], block.samplingRate[0]]).toEqual([40000, 443, 300, 3, 46, 64500, 24, 100])
  expect([block.firstSeenUs[0], block.lastSeenUs[0]]).toEqual([nowUs - 2_000_000, nowUs - 1_000_000])
  expect([block.icmpTypeCode[1], block.dstPort[1]]).toEqual([0x0800, 0])
  expect(points.at(block.point[0])).toMatchObject({ exporter: "192.0.2.1", observationDomain: 0x0102 })
})

test("v9: thirty fields", () => {
  const { block, decoder } = collect(make.v9({ domain: 7 }, make.v9Template(256, make.thirtyFields), make.dataSet(256, make.thirtyFields, Array.from({ length: 24 }, (_, n) => make.thirtyValues(n)))))
  expect(decoder.counters()).toMatchObject({ records: { received: 24, handedOver: 24, dropped: {} }, oddities: {}, templates: 1 })
  expect([block.bytes[5], block.packets[5], block.inIf[5], block.vlan[5], block.ttl[5], block.nextHop[4 * 5 + 3], block.srcMacHigh[5], block.srcMacLow[5]]).toEqual([1005, 15, 5, 105, 64, 0xc0000201, 0x0200, 5])
})

test("ipfix: variable lengths", () => {
  const fields: make.TestField[] = [[27, 16], [28, 16], [7, 2], [11, 2], [4, 1], [460, "v"], [1, 4], [2, 4], [152, 8], [153, 8], [999, "v"]]
  const v6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
  const { block, decoder } = collect(make.ipfix({}, make.ipfixTemplate(300, fields), make.dataSet(300, fields, [[v6, v6, 1, 2, 6, "Example.ORG", 100, 2, make.TEST_SECONDS * 1000 - 5000, make.TEST_SECONDS * 1000, "what"]])))
  expect(decoder.counters()).toMatchObject({ records: { received: 1, handedOver: 1, dropped: {} }, oddities: {} })
  expect(formatIp(block.src, 0)).toBe("2001:db8::1")
  expect(block.extras[0]).toEqual({ hostname: "example.org", metadata: { http: { host: "Example.ORG" } }, unknown: { 999: 0x77686174 } })
})
