// How many flow records per second the NetFlow/IPFIX decoder turns into columns, nothing else.
//   npx tsx bench/ingest/netflow.ts [--seconds N] [--json]
// Method: datagrams of 24 records (v5: 30) are made beforehand, 512 different ones, and decoded over and over on one thread into a
// block of 4096 records that is emptied when full; the sum of a column is kept so that nothing is optimised away. Each row is the median
// of five rounds in one process after one round to warm up, per second of CPU time (the machine may be busy). No sockets, no flow table.
import { parseArgs } from "node:util"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { createNetflowDecoder } from "@netweir/ingest/netflow/index.ts"
import * as make from "@netweir/ingest/netflow/testing-datagrams.ts"

const { values: args } = parseArgs({ options: { seconds: { type: "string", default: "1" }, json: { type: "boolean", default: false } } })

const DATAGRAMS = 512
const ROUNDS = 5
const exporter = Uint32Array.of(0, 0, 0xffff, 0x0a000001)

interface Case { readonly name: string; readonly template: Uint8Array | null; readonly datagrams: readonly Uint8Array[]; readonly records: number }

const avcFields: readonly make.TestField[] = [...make.thirtyFields.slice(0, 17), [460, "v"], [461, "v"]]
const short: readonly make.TestField[] = [[8, 4], [12, 4], [7, 2], [11, 2], [4, 1], [5, 1], [6, 1], [1, 4], [2, 4], [22, 4], [21, 4], [10, 2], [14, 2], [16, 4], [17, 4], [9, 1], [13, 1], [15, 4], [61, 1], [136, 1]]
const natFields: readonly make.TestField[] = [...make.thirtyFields.slice(0, 17), [225, 4], [226, 4], [227, 2], [228, 2]]

function cases(): Case[] {
  const numbers = Array.from({ length: DATAGRAMS }, (_, i) => i)
  const v9Case = (name: string, fields: readonly make.TestField[], valuesOf: (n: number) => readonly make.TestValue[]): Case => ({
    name, records: 24, template: make.v9({}, make.v9Template(256, fields)),
    datagrams: numbers.map((i) => make.v9({ sequence: i + 1 }, make.dataSet(256, fields, Array.from({ length: 24 }, (_, n) => valuesOf(24 * i + n))))),
  })
  const ipfixCase = (name: string, fields: readonly make.TestField[], valuesOf: (n: number) => readonly make.TestValue[]): Case => ({
    name, records: 24, template: make.ipfix({}, make.ipfixTemplate(256, fields)),
    datagrams: numbers.map((i) => make.ipfix({ sequence: 24 * i }, make.dataSet(256, fields, Array.from({ length: 24 }, (_, n) => valuesOf(24 * i + n))))),
  })
  return [
    { name: "v5, 30 records", records: 30, template: null, datagrams: numbers.map((i) => make.v5({ sequence: 30 * i }, ...Array.from({ length: 30 }, (_, n) => ({ srcPort: (30 * i + n) & 0xffff })))) },
    v9Case("v9, 24 records of 20 elements", short, (n) => [0x0a000000 + n, 0xc0a80000, n & 0xffff, 443, 6, 0, 0x1b, 1000, 10, make.TEST_UPTIME_MS - 5000, make.TEST_UPTIME_MS, 1, 2, 0, 0, 24, 16, 0, 0, 0]),
    v9Case("v9, 24 records of 30 elements", make.thirtyFields, make.thirtyValues),
    ipfixCase("IPFIX, 24 records of 30 elements", make.thirtyFields.filter(([id]) => id !== 21 && id !== 22).concat([[152, 8], [153, 8]]), (n) => [...make.thirtyValues(n).filter((_, i) => make.thirtyFields[i][0] !== 21 && make.thirtyFields[i][0] !== 22), make.TEST_SECONDS * 1000 - 5000, make.TEST_SECONDS * 1000 - 1000]),
    ipfixCase("IPFIX, 17 elements and NAT that differs", natFields, (n) => [...make.thirtyValues(n).slice(0, 17), 0xcb007100 + (n & 255), 0xc0a80001, 1024 + (n & 0x7fff), 443]),
    ipfixCase("IPFIX, 17 elements, host and URL of variable length", avcFields, (n) => [...make.thirtyValues(n).slice(0, 17), `www${n & 63}.example.org`, `/path/${n}`]),
  ]
}

function measure(one: Case, seconds: number): { name: string; recordsPerSecond: number; nsPerRecord: number } {
  const points = new ObservationPoints()
  const decoder = createNetflowDecoder(points)
  const block = new RecordBlock(points)
  const nowUs = make.TEST_SECONDS * 1_000_000
  let sum = 0
  const decode = (datagram: Uint8Array): void => {
    let isDone = decoder.decode(datagram, 0, datagram.length, exporter, 2055, nowUs, block)
    while (!isDone || block.count > 4096 - 64) {
      sum += block.bytes[block.count - 1]
      block.count = 0
      isDone = decoder.resume(block)
    }
  }
  const round = (): number => {
    const began = process.cpuUsage()
    let records = 0
    for (;;) {
      for (const datagram of one.datagrams) decode(datagram)
      records += one.datagrams.length * one.records
      const { user, system } = process.cpuUsage(began)
      if (user + system >= seconds * 1e6) return (records * 1e6) / (user + system)
    }
  }
  if (one.template !== null) decode(one.template)
  round()
  const rates = Array.from({ length: ROUNDS }, round).toSorted((a, b) => a - b)
  const { records } = decoder.counters()
  if (records.received !== records.handedOver || sum === 0) throw new Error(`${one.name}: records were dropped: ${JSON.stringify(decoder.counters())}`)
  const recordsPerSecond = rates[ROUNDS >> 1]
  return { name: one.name, recordsPerSecond: Math.round(recordsPerSecond), nsPerRecord: Math.round(1e9 / recordsPerSecond) }
}

const results = cases().map((one) => measure(one, Number(args.seconds)))
if (args.json) console.log(JSON.stringify(results))
else {
  console.log("| datagrams | M records per CPU second | ns/record |\n| --- | --- | --- |")
  for (const { name, recordsPerSecond, nsPerRecord } of results) console.log(`| ${name} | ${(recordsPerSecond / 1e6).toFixed(2)} | ${nsPerRecord} |`)
}
