import { flowColumns, type Column } from "@netweir/model"
import { words } from "./words.ts"
import { describe, expect, test } from "vitest"
import { formatCell, isNumeric } from "./cell.ts"
import { countryName, formatDscp, formatTcpFlags } from "./network.ts"
import { formatCount, formatRatio, formatShortCount } from "./number.ts"
import { formatAgo, formatAxisTime, formatDateTime, formatDurationMs, formatDurationUs, formatTimeNear } from "./time.ts"
import { formatBitRate, formatBytes, formatPacketRate } from "./volume.ts"

const at = new Date(2026, 10, 21, 2, 53, 42).getTime()
const style = { dateFormat: "iso", throughputUnit: "bits", nearMs: at } as const

const cases: readonly (readonly [name: string, got: () => string, want: string])[] = [
  ["no bytes", () => formatBytes(0), "0 B"],
  ["bytes below a kilobyte", () => formatBytes(999), "999 B"],
  ["kilobytes", () => formatBytes(1_536), "1.54 kB"],
  ["rounding carries to the next prefix", () => formatBytes(999_600), "1.00 MB"],
  ["three digits", () => formatBytes(123_456_789), "123 MB"],
  ["absent is not zero", () => formatBytes(null), "–"],
  ["not a number", () => formatBytes(Number.NaN), "–"],
  ["bits", () => formatBitRate(12_345_678), "12.3 Mbit/s"],
  ["bits as bytes", () => formatBitRate(8_000_000, "bytes"), "1.00 MB/s"],
  ["a fraction of a bit", () => formatBitRate(0.4), "0 bit/s"],
  ["packets", () => formatPacketRate(1_500), "1.50 k pkt/s"],
  ["count", () => formatCount(1_234_567), "1,234,567"],
  ["short count", () => formatShortCount(1_234_567), "1.23 M"],
  ["short small count", () => formatShortCount(7), "7"],
  ["ratio", () => formatRatio(0.1234), "12.3 %"],
  ["tiny ratio is not none", () => formatRatio(0.00001), "< 0.1 %"],
  ["whole ratio", () => formatRatio(1), "100 %"],
  ["microseconds", () => formatDurationUs(850), "850 µs"],
  ["milliseconds", () => formatDurationUs(1_230), "1.23 ms"],
  ["seconds from microseconds", () => formatDurationUs(2_500_000), "2.50 s"],
  ["minutes", () => formatDurationMs(125_000), "2 min 05 s"],
  ["hours", () => formatDurationMs(7_380_000), "2 h 03 min"],
  ["days", () => formatDurationMs(90_000_000), "1 d 1 h"],
  ["date", () => formatDateTime(at), "2026-11-21 02:53:42"],
  ["no date", () => formatDateTime(0), "–"],
  ["same day", () => formatTimeNear(at - 60_000, at), "02:52:42"],
  ["another day", () => formatTimeNear(at - 86_400_000, at), "2026-11-20 02:53:42"],
  ["now", () => formatAgo(at - 200, at), "now"],
  ["a while ago", () => formatAgo(at - 12_400, at), "12 s ago"],
  ["axis of minutes", () => formatAxisTime(at, 60_000), "02:53:42"],
  ["axis of hours", () => formatAxisTime(at, 3_600_000), "02:53"],
  ["axis of months", () => formatAxisTime(at, 30 * 86_400_000), "11-21"],
  ["flags", () => formatTcpFlags(0x1b), "SAPF"],
  ["no flags", () => formatTcpFlags(0), "–"],
  ["named code point", () => formatDscp(46), "EF (46)"],
  ["unnamed code point", () => formatDscp(3), "3"],
  ["country", () => countryName("DE"), "Germany"],
  ["camel case", () => words("replyCode"), "Reply code"],
  ["a class of sizes", () => words("upTo64"), "Up to 64"],
  ["a name with its number", () => words("l4"), "L4"],
  ["acronyms", () => words("ipv4-header-malformed"), "IPv4 header malformed"],
  ["kebab case", () => words("flow-table-full"), "Flow table full"],
  ["not a country", () => countryName("private"), "private"],
]
describe("units", () => {
  for (const [name, got, want] of cases) test(name, () => expect(got()).toBe(want))
})

const columnNamed = (id: string): Column => {
  const column = flowColumns.find((one) => one.id === id)
  if (!column) throw new Error(`no column ${id}`)
  return column
}
const cells: readonly (readonly [id: string, value: unknown, want: string])[] = [
  ["bytes", 2_000, "2.00 kB"],
  ["durationMs", 1_500, "1.50 s"],
  ["bitsPerSecond", 1_000, "1.00 kbit/s"],
  ["clientRttUs", null, "–"],
  ["clientPort", 0, "–"],
  ["clientPort", 50_123, "50123"],
  ["clientAsn", 13_335, "13335"],
  ["packets", 13_335, "13,335"],
  ["tcpFlagsToServer", 2, "S"],
  ["risks", [], "–"],
  ["risks", ["a", "b"], "a, b"],
  ["encrypted", false, "no"],
  ["metadata", { tls: {}, quic: {} }, "tls, quic"],
  ["lastSeenMs", at, "02:53:42"],
]
describe("cells", () => {
  for (const [id, value, want] of cells) test(`${id} ${JSON.stringify(value)}`, () => expect(formatCell(columnNamed(id), value, style)).toBe(want))
  test("ports are words, bytes are numbers", () => expect([isNumeric(columnNamed("clientPort")), isNumeric(columnNamed("bytes"))]).toEqual([false, true]))
})
