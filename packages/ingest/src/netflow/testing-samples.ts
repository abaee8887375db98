// One sample of each kind of datagram, with templates where they need them; tests cut, mutate and repeat them.
import * as make from "./testing-datagrams.ts"

export interface Sample {
  readonly name: string
  readonly datagram: Uint8Array
  /** Records in it. */
  readonly records: number
}

const small: readonly make.TestField[] = [[8, 4], [12, 4], [7, 2], [11, 2], [4, 1], [2, 4], [1, 4], [22, 4], [21, 4]]
const smallValues: readonly make.TestValue[] = ["10.0.0.1", "10.0.0.2", 40_000, 443, 6, 2, 200, make.TEST_UPTIME_MS - 2000, make.TEST_UPTIME_MS - 1000]
const variable: readonly make.TestField[] = [[8, 4], [12, 4], [4, 1], [2, 4], [1, 4], [152, 8], [153, 8], [460, "v"], [461, "v"], [95, 4], [225, 4], [70, 3]]
const variableValues: readonly make.TestValue[] = ["10.0.0.1", "10.0.0.2", 6, 2, 200, make.TEST_SECONDS * 1000 - 2000, make.TEST_SECONDS * 1000 - 1000, "example.org", `/${"a".repeat(300)}`, 0x0d000050, "192.0.2.9", 0x000101]
const listed: readonly make.TestField[] = [[112, "v", 6871], [117, "v", 6871]]
const withList: readonly make.TestField[] = [[8, 4], [12, 4], [2, 4], [1, 4], [293, "v"], [291, "v"]]
const multiList = make.concat(Uint8Array.of(3), make.u16(302), make.u16(4 + make.record(listed, ["GET", "example.org"]).length), make.record(listed, ["GET", "example.org"]))
const basicList = make.concat(Uint8Array.of(3), make.u16(111 | 0x8000, 0xffff), make.u32(6871), Uint8Array.of(4), new TextEncoder().encode("curl"))
const frame: readonly make.TestField[] = [[312, 2], [315, "v"]]
const interfaceOptions: readonly make.TestField[] = [[82, 16], [83, 32]]
const samplerOptions: readonly make.TestField[] = [[48, 1], [49, 1], [50, 4]]

export const samples: readonly Sample[] = [
  { name: "v1", records: 2, datagram: make.v1({}, {}, { protocol: 17 }) },
  { name: "v5", records: 3, datagram: make.v5({ sampling: 0x4064 }, {}, { protocol: 17 }, { protocol: 1, dstPort: 0x0800 }) },
  { name: "v7", records: 2, datagram: make.v7({}, {}, {}) },
  { name: "v8 prefixes", records: 1, datagram: make.v8({}, 5, make.concat(make.u32(1, 2, 200, 90_000_000, 90_000_100, 0x0a000000, 0x0b000000), Uint8Array.of(8, 8, 0, 0), make.u16(1, 2, 3, 4))) },
  { name: "v9", records: 2, datagram: make.v9({}, make.v9Template(256, small), make.dataSet(256, small, [smallValues, smallValues])) },
  { name: "v9 with thirty fields", records: 5, datagram: make.v9({}, make.v9Template(256, make.thirtyFields), make.dataSet(256, make.thirtyFields, [0, 1, 2, 3, 4].map(make.thirtyValues))) },
  {
    name: "v9 options", records: 1, datagram: make.v9({},
      make.v9OptionsTemplate(257, [[2, 4]], interfaceOptions), make.set(257, make.concat(make.u32(3), make.record(interfaceOptions, ["eth3", "uplink"]))),
      make.v9OptionsTemplate(258, [[1, 4]], samplerOptions), make.set(258, make.concat(make.u32(0), make.record(samplerOptions, [1, 2, 100]))),
      make.v9Template(256, small), make.dataSet(256, small, [smallValues])),
  },
  { name: "IPFIX", records: 2, datagram: make.ipfix({}, make.ipfixTemplate(256, small), make.dataSet(256, small, [smallValues, smallValues])) },
  { name: "IPFIX with variable lengths", records: 2, datagram: make.ipfix({}, make.ipfixTemplate(300, variable), make.dataSet(300, variable, [variableValues, variableValues])) },
  {
    name: "IPFIX with lists", records: 1,
    datagram: make.ipfix({}, make.ipfixTemplate(302, listed), make.ipfixTemplate(301, withList), make.dataSet(301, withList, [["10.0.0.1", "10.0.0.2", 2, 200, multiList, basicList]])),
  },
  { name: "IPFIX with a packet", records: 1, datagram: make.ipfix({}, make.ipfixTemplate(310, frame), make.dataSet(310, frame, [[1500, new Uint8Array(64).fill(7)]])) },
  { name: "IPFIX options", records: 0, datagram: make.ipfix({}, make.ipfixOptionsTemplate(311, [[10, 4]], [[82, "v"]]), make.set(311, make.concat(make.u32(5), Uint8Array.of(4), new TextEncoder().encode("eth5")))) },
  { name: "IPFIX withdrawal", records: 0, datagram: make.ipfix({}, make.ipfixTemplate(256, small), make.ipfixWithdrawal(256)) },
]

export { small as smallFields, smallValues }
