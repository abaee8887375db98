import { COUNTERS_ARE_TOTALS, FLOW_IS_OVER, SRC_IS_CLIENT } from "@netweir/engine/records/record-block.ts"
import fc from "fast-check"
import { expect, test } from "vitest"
import { takeLines } from "../logs/testing.ts"
import { ZeekDecoder } from "./zeek-decoder.ts"

const json = { ts: 1_700_000_000.25, uid: "C1", "id.orig_h": "10.0.0.1", "id.orig_p": 50_000, "id.resp_h": "198.51.100.7", "id.resp_p": 443, proto: "tcp", service: "ssl", duration: 1.5, orig_bytes: 10, orig_pkts: 4, orig_ip_bytes: 200, resp_pkts: 5, resp_ip_bytes: 900, conn_state: "SF", history: "ShADad" }
const names = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes", "conn_state", "history", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes", "vlan"] as const
const head = ["#separator \\x09", "#unset_field\t-", "#path\tconn", `#fields\t${names.join("\t")}`, `#types\t${names.map(() => "string").join("\t")}`]
const tsv = (values: Readonly<Record<string, unknown>>) => names.map((name) => (typeof values[name] === "object" ? JSON.stringify(values[name]) : String(values[name] ?? "-"))).join("\t")
const want = { src: "10.0.0.1", srcPort: 50_000, dst: "198.51.100.7", dstPort: 443, ipProtocol: 6, packets: 4, bytes: 200, reversePackets: 5, reverseBytes: 900, app: "TLS", first: 1_700_000_000_250_000, last: 1_700_000_001_750_000, received: 1_700_000_001_750_000, marks: COUNTERS_ARE_TOTALS | FLOW_IS_OVER | SRC_IS_CLIENT, extras: { metadata: { zeek: { uid: "C1", state: "SF", history: "ShADad", service: "ssl" } } } }

test("JSON and TSV say the same", () => {
  expect(takeLines(new ZeekDecoder(), [JSON.stringify(json)]).rows).toEqual([expect.objectContaining(want)])
  const { said, rows } = takeLines(new ZeekDecoder(), [...head, tsv(json)])
  expect(rows).toEqual([expect.objectContaining(want)])
  expect(said).toEqual(["other", "other", "other", "other", "other", "record"])
})
const tables = [
  { name: "ISO times", change: { ts: "2023-11-14T22:13:20.250000Z" }, want: { first: 1_700_000_000_250_000 } },
  { name: "ICMPv6", change: { proto: "icmp", "id.orig_h": "2001:db8::1", "id.resp_h": "2001:db8::2", "id.orig_p": 128, "id.resp_p": 129, service: undefined }, want: { ipProtocol: 58, icmp: 0x8081, srcPort: 0 } },
  { name: "payload bytes where no others are", change: { orig_ip_bytes: undefined }, want: { bytes: 10 } },
]
for (const { name, change, want: expected } of tables) test(name, () => expect(takeLines(new ZeekDecoder(), [JSON.stringify({ ...json, ...change })]).rows).toMatchObject([expected]))

const malformed = [
  { lines: ["1.5\tC1"], says: ["head-missing"] }, { lines: [...head, "1.5\tC1"], says: ["other", "other", "other", "other", "other", "line-malformed"] },
  { lines: ["{"], says: ["line-malformed"] }, { lines: ['{"ts":1}'], says: ["other"] }, { lines: [JSON.stringify({ ...json, "id.resp_h": "x" })], says: ["addresses-malformed"] },
]
for (const { lines, says } of malformed) test(`malformed: ${lines.at(-1)?.slice(0, 40)}`, () => expect(takeLines(new ZeekDecoder(), lines).said).toEqual(says))

test("whatever a line is, nothing throws, and each is one thing", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.object({ maxDepth: 1 }))
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), value), fc.nat(300), (changes, cut) => {
    const text = JSON.stringify({ ...json, ...changes })
    const { said, rows } = takeLines(new ZeekDecoder(), [...head, text, text.slice(0, cut), tsv({ ...json, ...changes })])
    expect(said.filter((one) => one === "record")).toHaveLength(rows.length)
  }), { numRuns: 400 })
})
