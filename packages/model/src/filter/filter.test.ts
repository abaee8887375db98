import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { flowColumns } from "../columns/flow.ts"
import { groupColumns } from "../columns/group.ts"
import { hostColumns } from "../columns/host.ts"
import { ColumnNotStoredError, compilePredicate, compileRowPredicate, formatFilter, formatIp, formatIpRange, parseCidr, parseFilter, parseIp, parseIpPrefix, rowReaders, storedColumns, toSql } from "./index.ts"
import type { Column } from "../columns/column.ts"
import { filterTrees } from "./testing/sample-trees.ts"

const NOW = Date.parse("2026-03-01T12:00:00Z")

function treeOf(text: string, columns: readonly Column[] = flowColumns) {
  const parsed = parseFilter(text, columns)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`)
  return parsed.tree
}

describe("reading", () => {
  // What is written, and the canonical form of what was understood.
  const cases: readonly (readonly [text: string, canonical: string])[] = [
    ["", ""],
    ["   ", ""],
    ['app = "TLS.Netflix" and bytes > 1MB and client in 10.0.0.0/8', "app = TLS.Netflix and bytes > 1MB and client in 10.0.0.0/8"],
    ["APP=tls && (BYTES>=10 || packets<5)", "app = tls and (bytes >= 10B or packets < 5)"],
    ["bytes > 1MiB", "bytes > 1048576B"],
    ["bytes > 1.5GB", "bytes > 1500MB"],
    ["duration > 90s", "durationMs > 90s"],
    ["duration > 5m or clientRttUs >= 20ms", "durationMs > 5m or clientRttUs >= 20ms"],
    ["bitsPerSecond > 10Mbps", "bitsPerSecond > 10Mbps"],
    ["bitsPerSecond > 1500kbit/s", "bitsPerSecond > 1500kbps"],
    ["packets > 10k", "packets > 10000"],
    ["port in 80..90", "serverPort in 80..90"],
    ["port in (80, 443, 8000..8100)", "serverPort in (80, 443, 8000..8100)"],
    ["port in 80,443", "serverPort in (80, 443)"],
    ["anyport = 53", "anyPort = 53"],
    ["src = 10.0.0.1 dst = 2001:DB8:0::1", "client = 10.0.0.1 and server = 2001:db8::1"],
    ["client = 10.1.2.3/255.255.0.0", "client in 10.1.0.0/16"],
    ["ip != 10.0.0.0/8", "ip not in 10.0.0.0/8"],
    ["ip ~ 192.168", "ip in 192.168.0.0/16"],
    ["ip like 192.168.*", "ip in 192.168.0.0/16"],
    ["net = 10.0.0.0/8", "ip in 10.0.0.0/8"],
    ["net = lab", "anyNetwork = lab"],
    ["mac = AA-BB-CC-00-11-22", "mac = aa:bb:cc:00:11:22"],
    ["mac ~ aa:bb:cc", "mac in aa:bb:cc:00:00:00..aa:bb:cc:ff:ff:ff"],
    ["client in 10.0.0.1..10.0.0.9", "client in 10.0.0.1..10.0.0.9"],
    ["encrypted and not app like *.Netflix", "encrypted = true and app not like *.Netflix"],
    ["encrypted = no", "encrypted = false"],
    ["confidence >= content", "confidence >= content"],
    ["tcpState != syn-sent", "tcpState != syn-sent"],
    ["tunnel ~ gre", "tunnel = gre"],
    ["breed ~ dangerous", "breed in (potentially_dangerous, dangerous)"],
    ["risk = tls_weak_cipher", "risks = tls_weak_cipher"],
    ["hostname exists and clientCountry is null", "hostname exists and clientCountry is null"],
    ["hostname is not null", "hostname exists"],
    ["hostname not exists", "hostname is null"],
    ["host !~ google", "hostname !~ google"],
    ["hostname contains google", "hostname ~ google"],
    ["app not in (DNS, NTP)", "app not in (DNS, NTP)"],
    ["lastSeen > -1h", "lastSeenMs > -1h"],
    ["lastSeen > now-90m", "lastSeenMs > -90m"],
    ["firstSeen = 2026-02-01", "firstSeenMs in 2026-02-01T00:00:00.000Z..2026-02-01T23:59:59.999Z"],
    ["firstSeen >= 2026-02-01", "firstSeenMs >= 2026-02-01T00:00:00.000Z"],
    ["firstSeen >= '2026-02-01 10:30+02:00'", "firstSeenMs >= 2026-02-01T08:30:00.000Z"],
    ["firstSeen < 1770000000", "firstSeenMs < 2026-02-02T02:40:00.000Z"],
    ["firstSeen < 1770000000123", "firstSeenMs < 2026-02-02T02:40:00.123Z"],
    ["netflix 10.0.0.1", '"netflix" and 10.0.0.1'],
    ['"two words" or x', '"two words" or "x"'],
    ["! netflix", 'not "netflix"'],
    ["not (a or b)", 'not ("a" or "b")'],
    ["a or b and c", '"a" or "b" and "c"'],
    ["(a or b) and c", '("a" or "b") and "c"'],
    ["hostname = 'it\\'s'", 'hostname = "it\'s"'],
    ["'client'", '"client"'],
  ]
  for (const [text, canonical] of cases) {
    test(text || "(empty)", () => {
      const tree = treeOf(text)
      expect(formatFilter(tree)).toBe(canonical)
      expect(treeOf(canonical)).toEqual(tree)
    })
  }

  test("host and group columns", () => {
    expect(formatFilter(treeOf("ip in 10.0.0.0/8 and mac ~ aa:bb and net = lab", hostColumns))).toBe("ip in 10.0.0.0/8 and mac in aa:bb:00:00:00:00..aa:bb:ff:ff:ff:ff and network = lab")
    expect(formatFilter(treeOf("key = 64500 and bytesSent > 1kB", groupColumns))).toBe("key = 64500 and bytesSent > 1kB")
  })
})

describe("errors", () => {
  const cases: readonly (readonly [text: string, want: { position: number; length?: number; suggestion?: string; message?: RegExp; expected?: string }])[] = [
    ["bytess > 5", { position: 0, length: 6, suggestion: "bytes", message: /no column "bytess"/ }],
    ["app = x and srvr = 1.1.1.1", { position: 12, length: 4, suggestion: "server" }],
    ["serverpo = 1", { position: 0, suggestion: "serverPort" }],
    ["zzzzzzzz = 1", { position: 0, suggestion: undefined }],
    ["bytes >", { position: 7, length: 0, expected: "a value" }],
    ["bytes > lots", { position: 8, length: 4, expected: "a size such as 1500, 10kB or 1MiB" }],
    ["bytes ~ 5", { position: 6, message: /"~" does not work on bytes/, expected: ">=" }],
    ["client = 300.1.1.1", { position: 9, message: /no value of client/ }],
    ["client = 10.0.0.0/33", { position: 9 }],
    ["tcpState = estblished", { position: 11, suggestion: "established" }],
    ["risk = tls_week_cipher", { position: 7, suggestion: "tls_weak_cipher" }],
    ["(app = x", { position: 8, expected: ")" }],
    ["app = x)", { position: 7, message: /no matching opening bracket/ }],
    ["app = x and", { position: 11, expected: "a column" }],
    ["app = 'x", { position: 6, message: /does not end/ }],
    ["client", { position: 6, message: /needs a comparison/, expected: "=" }],
    ["= 5", { position: 0 }],
    ["in (1)", { position: 0, message: /needs a column/ }],
    ["port in (80", { position: 11, expected: ")" }],
    ["metadata = x", { position: 9, message: /cannot be filtered/ }],
    ["hostname is bad", { position: 12, expected: "null" }],
    ["bytes > -5", { position: 8 }],
    [`${"(".repeat(100)}a`, { position: 64, message: /too deeply/ }],
    [`${"not ".repeat(100)}a`, { position: 256, message: /too deeply/ }],
    ["a".repeat(20_000), { position: 16_384, message: /at most/ }],
  ]
  for (const [text, want] of cases) {
    test(text.slice(0, 40), () => {
      const parsed = parseFilter(text, flowColumns)
      if (parsed.ok) throw new Error("was accepted")
      expect(parsed.error.position).toBe(want.position)
      if (want.length !== undefined) expect(parsed.error.length).toBe(want.length)
      if ("suggestion" in want) expect(parsed.error.suggestion).toBe(want.suggestion)
      if (want.message) expect(parsed.error.message).toMatch(want.message)
      if (want.expected) expect(parsed.error.expected).toContain(want.expected)
    })
  }

  test("no text makes the parser throw", () => {
    const pieces = fc.constantFrom("client", "bytes", "and", "or", "not", "(", ")", "=", "!=", "in", "..", ",", "10.0.0.0/8", "-1h", "\"", "'", "is", "null", "exists", "~", "x", "net", "\\", "!", "like")
    fc.assert(fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 12 }), (words) => {
      const parsed = parseFilter(words.join(" "), flowColumns)
      if (!parsed.ok) expect(parsed.error.position).toBeLessThanOrEqual(words.join(" ").length)
    }), { numRuns: 2000 })
  })
})

test("a tree written and read again is the same tree", () => {
  for (const columns of [flowColumns, hostColumns, groupColumns]) fc.assert(fc.property(filterTrees(columns), (tree) => {
    expect(treeOf(formatFilter(tree), columns)).toEqual(tree)
  }), { numRuns: 700 })
})

describe("matching", () => {
  const row = {
    client: "10.0.0.1", server: "2001:db8::53", clientPort: 40_000, serverPort: 443, app: "TLS.Netflix", bytes: 1500, bitsPerSecond: 8000, encrypted: true, tcpState: "established", clientMac: "aa:bb:cc:00:11:22",
    serverMac: null, hostname: "www.Netflix.com", info: null, clientCountry: null, serverCountry: "DE", clientRttUs: null, risks: ["tls_weak_cipher"], lastSeenMs: NOW - 60_000, firstSeenMs: NOW - 120_000, durationMs: 60_000,
    clientNetwork: "lab", serverNetwork: null, exporter: null, serverAsn: 64_500, clientAsn: null, vlan: 0, l4: "TCP",
  }
  const yes = [
    "", "app = tls.netflix", "app like tls.*", "app like *.NETFLIX", "app like *s.n*x", "app ~ netfl", "bytes >= 1.5kB", "ip = 10.0.0.1", "ip = 2001:db8::53", "ip in 2001:db8::/32", "anyport = 40000",
    "encrypted", "not encrypted = false", "tcpState > syn-sent", "mac ~ aa:bb", "mac = aa:bb:cc:00:11:22", "serverMac is null", "hostname = WWW.netflix.com", "hostname exists", "info is null", "info != x", "info !~ x",
    "clientCountry != DE", "anycountry = de", "clientRttUs is null", "not clientRttUs > 1ms", "risk = tls_weak_cipher", "risks ~ weak", "risk != http_suspicious_url", "lastSeen > -2m", "lastSeen < -30s", "duration = 1m",
    "netflix", "10.0", "443", "10.0.0.1 netflix 443", "aa:bb:cc", "net = lab", "net = 10.0.0.0/24", "serverAsn = 64500", "clientAsn is null", "vlan = 0", "vlan exists", "port in (80, 400..500)", "client in (10.0.0.9..10.0.0.12, 10.0.0.1)",
    "firstSeen = 2026-03-01", "l4 = tcp",
  ]
  const no = [
    "app = TLS", "app like netflix", "app like tls.*.netflix", "app like TLS.Netflixx*", "bytes > 1500", "ip != 10.0.0.1", "anyport != 443", "clientRttUs < 1s", "clientRttUs = 0", "clientCountry = DE", "clientAsn < 10", "clientMac ~ aa:bc", "info ~ x",
    "info = \"\"", "info like *", "risk = http_suspicious_url", "lastSeen < -2m", "440", "10.1", "netflix nothing", "exporter exists", "exporter in 0.0.0.0/0", "exporter in ::/0", "net = 10.0.1.0/24", "serverMac ~ aa:bb",
  ]
  for (const text of yes) test(`yes: ${text}`, () => expect(compileRowPredicate(treeOf(text), NOW)(row)).toBe(true))
  for (const text of no) test(`no: ${text}`, () => expect(compileRowPredicate(treeOf(text), NOW)(row)).toBe(false))

  test("a table is read by row number, each column bound once", () => {
    const bytes = Float64Array.of(10, 2000, Number.NaN)
    let bound = 0
    const matches = compilePredicate(treeOf("bytes > 1kB or bytes < 11 or hostname = x"), {
      number: (id) => {
        bound++
        return id === "bytes" ? (at) => bytes[at] : undefined
      },
      text: () => undefined, ip: () => undefined, list: () => undefined,
    }, NOW)
    expect([0, 1, 2].map((at) => matches(at))).toEqual([true, true, false])
    expect(bound).toBe(2)
  })

  test("rows of any shape are survived", () => {
    fc.assert(fc.property(filterTrees(flowColumns), fc.dictionary(fc.constantFrom(...flowColumns.map((column) => column.id)), fc.anything()), (tree, strange) => {
      expect(typeof compilePredicate(tree, rowReaders(flowColumns), NOW)(strange)).toBe("boolean")
    }), { numRuns: 300 })
  })
})

describe("sql", () => {
  const columns = storedColumns(flowColumns)
  test("values are parameters, never text", () => {
    fc.assert(fc.property(filterTrees(columns, ["HOSTILE'text"]), (tree) => {
      const { sql, params } = toSql(tree, columns, { nowMs: NOW })
      expect(sql).not.toMatch(/hostile/i)
      const named = [...sql.matchAll(/\{(p\d+):\w+\}/g)].map((match) => match[1])
      expect(named.toSorted()).toEqual(Object.keys(params).toSorted())
    }), { numRuns: 500 })
  })
  test("shape of a condition", () => {
    expect(toSql(treeOf("client in 10.0.0.0/8 and clientRttUs > 1ms and lastSeen > -1h"), columns, { nowMs: 7_200_000, prefix: "f" })).toEqual({
      sql: "((client BETWEEN {f0:IPv6} AND {f1:IPv6})) AND ((clientRttUs != 0 AND (clientRttUs > {f2:UInt64}))) AND ((lastSeenMs > fromUnixTimestamp64Milli({f3:Int64})))",
      params: { f0: "::ffff:10.0.0.0", f1: "::ffff:10.255.255.255", f2: "1000", f3: 3_600_000 },
    })
  })
  test("a column that is not stored", () => {
    expect(() => toSql(treeOf("communityId = x"), columns)).toThrow(ColumnNotStoredError)
    expect(parseFilter("communityId = x", columns)).toMatchObject({ ok: false, error: { position: 0 } })
  })
})

describe("addresses", () => {
  const canonical = [["2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"], ["::ffff:1.2.3.4", "1.2.3.4"], ["::", "::"], ["1::", "1::"], ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"], ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"]]
  for (const [text, want] of canonical) test(text, () => expect(formatIp(parseIp(text) ?? [])).toBe(want))
  for (const text of ["1.2.3", "1.2.3.4.5", "1.2.3.256", ":::", "1:2:3:4:5:6:7:8:9", "1:2", "g::", "", "1.2.3.4::", "1::2::3"]) test(`no address: "${text}"`, () => expect(parseIp(text)).toBeNull())
  const ranges = [["10.1.2.3/8", "10.0.0.0/8"], ["10/8", "10.0.0.0/8"], ["0.0.0.0/0", "0.0.0.0/0"], ["::/0", "::/0"], ["2001:db8::5/32", "2001:db8::/32"], ["1.2.3.4/32", "1.2.3.4"], ["1.2.3.4/255.255.255.0", "1.2.3.0/24"]]
  for (const [text, want] of ranges) test(text, () => expect(formatIpRange(parseCidr(text) ?? { low: [0, 0, 0, 0], high: [0, 0, 0, 1] })).toBe(want))
  for (const text of ["10.0.0.0/33", "::/129", "10.0.0.0/255.0.255.0", "10.0.0.0/", "x/8", "10.0.0.0/-1"]) test(`no network: ${text}`, () => expect(parseCidr(text)).toBeNull())
  test("beginnings", () => {
    expect(parseIpPrefix("192.168.")).toEqual(parseCidr("192.168.0.0/16"))
    expect(parseIpPrefix("2001:db8:")).toEqual(parseCidr("2001:db8::/32"))
    expect(parseIpPrefix("2001:db8")).toEqual(parseCidr("2001:db8::/32"))
    expect(parseIpPrefix("10")).toBeNull()
    expect(parseIpPrefix("beef")).toBeNull()
  })
})
