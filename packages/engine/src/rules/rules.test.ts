// Rule files as people write them, right and wrong; and what comes of them.
import { describe, expect, test } from "vitest"
import { appLabel, categoryIdOf, protocolById, protocolByName, protocolId, riskId } from "@netweir/model"
import { parseIp } from "../addresses/ip-text.ts"
import { TCP, UDP } from "../inspect/transports.ts"
import { compileRules } from "./compile-rules.ts"
import { csvFields, forEachLine } from "./lines.ts"
import { parseRules } from "./parse-rules.ts"
import { ruleLimits, type RuleSet } from "./rule-set.ts"

const parse = (name: string, text: string): RuleSet => parseRules([{ name, text }])
const problems = (name: string, text: string): string[] => parse(name, text).problems.map(({ line, text: what }) => `${line} ${what}`)
function words(...ips: string[]): Uint32Array {
  const all = new Uint32Array(4 * ips.length)
  ips.forEach((ip, index) => expect(parseIp(ip, all, 4 * index)).toBe(true))
  return all
}

test("lines: comments, blanks, byte order mark, CRLF and a missing last line end", () => {
  const seen: [string, number][] = []
  forEachLine("\ufeffa\r\n# no\n\n  b  \nc", (line, number) => seen.push([line, number]))
  expect(seen).toEqual([["a", 1], ["b", 4], ["c", 5]])
})

test.each([
  ["a,b", ["a", "b"]], ["a,,", ["a", "", ""]], ['"a,b",c', ["a,b", "c"]], ['"say ""hi""",x', ['say "hi"', "x"]], ['"open', ["open"]], ["", [""]],
])("fields of %s", (line, want) => expect(csvFields(line)).toEqual(want))

describe("what files say", () => {
  test("custom-rules.csv", () => {
    const set = parse("custom-rules.csv", "kind,value,l4,port,protocol,protocol_id\nport,,tcp,81,HTTP,\nport,,udp,100-102,MyApp,\nhost,*.example.com,,,netflix,\nip,10.0.0.0/8,,443,Other,800\nip6,2001:db8::1,,,Other,\n")
    expect(set.problems).toEqual([])
    expect(set.ports).toEqual([{ transport: "tcp", from: 81, to: 81, protocol: "HTTP" }, { transport: "udp", from: 100, to: 102, protocol: "MyApp" }])
    expect(set.hosts).toEqual([{ pattern: "example.com", protocol: "NetFlix", category: "" }])
    expect(set.addresses).toEqual([{ cidr: "10.0.0.0/8", port: 443, protocol: "Other", category: "" }, { cidr: "2001:db8::1/128", port: 0, protocol: "Other", category: "" }])
    expect(set.protocols).toContainEqual({ id: 800, name: "Other" })
    expect(set.protocols.find(({ name }) => name === "MyApp")?.id).toBeGreaterThanOrEqual(512)
  })
  test("the protocol file", () => {
    const set = parse("protocols.txt", '# mine\ntcp:80,udp:53-55@Proto\nhost:"a,b.example",host:"x.example"@Proto\nip:1.2.3.0/24@Proto\nip:3.3.3.3:444@Two=900\nipv6:[2001:db8::]/32:80@Two\n')
    expect(set.ports).toEqual([{ transport: "tcp", from: 80, to: 80, protocol: "Proto" }, { transport: "udp", from: 53, to: 55, protocol: "Proto" }])
    expect(set.hosts.map(({ pattern }) => pattern)).toEqual(["x.example"])
    expect(set.addresses.map(({ cidr, port }) => [cidr, port])).toEqual([["1.2.3.0/24", 0], ["3.3.3.3/32", 444], ["2001:db8::/32", 80]])
    expect(set.protocols).toContainEqual({ id: 900, name: "Two" })
    expect(set.problems).toEqual([{ file: "protocols.txt", line: 3, text: '"a,b.example" is no host name' }])
  })
  test("categories by number or name, for hosts, addresses and bracketed IPv6", () => {
    const set = parse("custom-categories.csv", "value,category_id,category\nbad.example,100,Malware\n[2001:db8::1]/127,100,\n1.2.3.4,,gambling\n")
    expect(set.problems).toEqual([])
    expect(set.hosts).toEqual([{ pattern: "bad.example", protocol: "", category: "Malware" }])
    expect(set.addresses.map(({ cidr, category }) => [cidr, category])).toEqual([["2001:db8::/127", "Malware"], ["1.2.3.4/32", "Gambling"]])
  })
  test("a list of domains of a category, by the file's name", () => {
    expect(parse("gambling-domains.txt", "bet.example\n").hosts).toEqual([{ pattern: "bet.example", protocol: "", category: "Gambling" }])
    expect(parse("social-network-domains.txt", "x.example\n").hosts[0]?.category).toBe("SocialNetwork")
  })
  test("a protocol's number is the same from load to load and independent of others", () => {
    const id = (text: string) => parse("custom-rules.csv", text).protocols.find(({ name }) => name === "Mine")?.id
    expect(id("port,,tcp,1,Other,\nport,,tcp,2,Mine,\n")).toBe(id("port,,tcp,2,Mine,\n"))
  })
})

describe("what is wrong is told by line and skipped", () => {
  test.each([
    ["custom-rules.csv", "port,,tcp,0,A,\nport,,tcp,70000,A,\nport,,tcp,9-3,A,\nport,,icmp,5,A,\n", [/port/, /port/, /port/, /tcp or udp/]],
    ["custom-rules.csv", "bpf,port 80,,,A,\nwhat,x,,,A,\nhost,a b,,,A,\nhost,x.example,,,,\n", [/bpf/, /kind/, /host name/, /no protocol/]],
    ["custom-rules.csv", "ip,www.example.com,,,A,\nip,1.2.3.400,,,A,\nip,1.2.3.4/33,,,A,\nip,1.2.3.4,,http,A,\n", [/not resolved/, /address|name/, /address|name/, /port/]],
    ["custom-rules.csv", "port,,tcp,1,A.B,\nport,,tcp,1,A,5\n", [/cannot name/, /not in 512/]],
    ["protocols.txt", "nonsense\ntcp:80@\nfoo:1@A\n", [/WHAT@PROTOCOL/, /no protocol/, /no rule/]],
    ["custom-categories.csv", "x.example,999,\n%%%,100,\n", [/no category/, /neither/]],
    ["risk-exceptions.csv", "ip,10.0.0.1,abc\nmac,1,0\nhost,a b,0\nrisk,nothing,\nip,10.0.0.1,18446744073709551616\n", [/mask/, /kind/, /host/, /risk/, /mask/]],
    ["malicious-ja3.csv", "ja3,reason\nxyz,why\n", [/JA3/]],
    ["malicious-sha1.csv", "0ddb,why\n", [/SHA-1/]],
    ["risky-asns.txt", "AS0\nten\n", [/AS number/, /AS number/]],
    ["notes.csv", "anything\n", [/no rules are known/]],
  ] as const)("%s %j", (name, text, want) => {
    const got = problems(name, text)
    expect(got).toHaveLength(want.length)
    want.forEach((form, index) => expect(got[index]).toMatch(form))
  })
  test("bounds: rules beyond them are left out and said once", () => {
    const lines = Array.from({ length: ruleLimits.trustedIssuers + 5 }, (_, i) => `CN=${i}`).join("\n")
    const set = parse("trusted-issuers.txt", lines)
    expect(set.trustedIssuers).toHaveLength(ruleLimits.trustedIssuers)
    expect(set.problems).toHaveLength(1)
  })
  test("problems are bounded too", () => {
    expect(problems("custom-rules.csv", "what,,,,A,\n".repeat(1000))).toHaveLength(ruleLimits.problems + 1)
  })
  test("bytes of all values throw nothing", () => {
    let text = ""
    for (let i = 0; i < 20_000; i++) text += String.fromCharCode((i * 7919) % 300)
    for (const name of ["custom-rules.csv", "custom-categories.csv", "risk-exceptions.csv", "protocols.txt", "gambling-domains.txt", "malicious-ja3.csv"]) expect(() => parse(name, text)).not.toThrow()
  })
})

describe("what inspection asks", () => {
  const rules = compileRules(parseRules([
    { name: "custom-rules.csv", text: "port,,tcp,7000-7002,Mine,\nport,,tcp,8181,HTTP,\nhost,shop.example,,,Mine,\nip,10.1.0.0/16,,,Wide,\nip,10.1.2.3,,443,Narrow,\nip6,2001:db8::/64,,100,Six,\n" },
    { name: "custom-categories.csv", text: "shop.example,27,\n10.9.0.0/16,100,\nevil.example,100,\n" },
    { name: "risky-domains.txt", text: ".xyz\nrisky.example\n" },
    { name: "risk-exceptions.csv", text: "ip,10.5.0.0/16,0\nhost,.home,0\nip,10.6.0.1,0x1\nrisk,tls_missing_sni,\n" },
    { name: "trusted-issuers.txt", text: "CN=Our CA, O=We\n" },
    { name: "malicious-ja3.csv", text: `${"a".repeat(32)},Bot\n` },
    { name: "malicious-sha1.csv", text: `${"B".repeat(40)},C&C\n` },
    { name: "anonymous-addresses.txt", text: "198.51.100.0/24\n" },
    { name: "risky-asns.txt", text: "AS64500\n" },
  ]))
  const nameOf = (id: number) => protocolById(id).name
  test("ports", () => {
    expect(nameOf(rules.portProtocol(TCP, 7001))).toBe("Mine")
    expect(rules.portProtocol(TCP, 8181)).toBe(protocolId("HTTP"))
    expect([rules.portProtocol(UDP, 7001), rules.portProtocol(TCP, 7003)]).toEqual([0, 0])
  })
  test("own protocols have names, numbers and labels", () => {
    const mine = protocolByName("mine")
    expect(mine).toMatchObject({ name: "Mine", breed: "acceptable", category: "Unspecified" })
    expect(appLabel(protocolId("TLS"), mine?.id ?? 0)).toBe("TLS.Mine")
  })
  test.each([
    ["10.1.2.3", 443, "Narrow"], ["10.1.2.3", 80, "Wide"], ["10.1.9.9", 443, "Wide"], ["10.2.0.1", 443, "Unknown"],
    ["2001:db8::5", 100, "Six"], ["2001:db8::5", 101, "Unknown"], ["2001:db9::5", 100, "Unknown"],
  ])("address %s port %i is %s", (ip, port, want) => expect(nameOf(rules.addressProtocol(words(ip), 0, port))).toBe(want))
  test("categories of addresses and hosts; one pattern may have both", () => {
    expect(rules.addressCategory(words("10.9.1.1"), 0)).toBe(categoryIdOf("Malware"))
    expect(rules.addressCategory(words("10.1.2.3"), 0)).toBe(0)
    expect(rules.hostname("www.shop.example")).toMatchObject({ category: categoryIdOf("Shopping"), protocol: protocolByName("Mine")?.id })
    expect(rules.hostname("evil.example")).toMatchObject({ category: categoryIdOf("Malware"), protocol: 0 })
    expect(rules.hostname("notevil.example")).toBeNull()
  })
  test("lists", () => {
    expect(["a.xyz", "xyz", "sub.risky.example", "notrisky.example", "axyz"].map((name) => rules.isRiskyDomain(name))).toEqual([true, true, true, false, false])
    expect([rules.badJa3("a".repeat(32)), rules.badJa3("b".repeat(32)), rules.badCertificate("b".repeat(40))]).toEqual(["Bot", null, "C&C"])
    expect([rules.isTrustedIssuer("CN=Our CA, O=We"), rules.isTrustedIssuer("CN=Other")]).toEqual([true, false])
    expect([rules.isAnonymous(words("198.51.100.9"), 0), rules.isAnonymous(words("198.51.101.9"), 0)]).toEqual([true, false])
    expect([rules.hasRiskyAsns, rules.isRiskyAsn(64500), rules.isRiskyAsn(1)]).toEqual([true, true, false])
  })
  test.each([
    ["192.0.2.1", "192.0.2.2", null, "url_possible_xss", true],
    ["10.5.1.1", "192.0.2.2", null, "url_possible_xss", false],
    ["192.0.2.2", "10.5.1.1", null, "obfuscated_traffic", false],
    ["10.6.0.1", "192.0.2.2", null, "url_possible_xss", true], // bit 1 stays
    ["10.6.0.1", "192.0.2.2", null, "url_possible_sql_injection", false],
    ["10.6.0.1", "192.0.2.2", null, "obfuscated_traffic", false],
    ["192.0.2.1", "192.0.2.2", "printer.home", "url_possible_xss", false],
    ["192.0.2.1", "192.0.2.2", "notathome", "url_possible_xss", true],
    ["192.0.2.1", "192.0.2.2", null, "tls_missing_sni", false], // muted
  ])("%s to %s (%s): %s is raised: %s", (a, b, host, key, want) => expect(rules.mayRaise(riskId(key), words(a, b), 0, host)).toBe(want))
  test("a rule that goes away does not take the name from flows that have it", () => {
    const id = protocolByName("Mine")?.id ?? 0
    const none = compileRules(parseRules([]))
    expect(none.portProtocol(TCP, 7001)).toBe(0)
    expect(nameOf(id)).toBe("Mine")
  })
})
