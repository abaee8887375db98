import { wireName, wordHex, type DissectorSample } from "../inspect/samples.ts"

const query = (name: string, type: number, id = 0x1a2b): string => `${wordHex(id)} 0100 0001 0000 0000 0000 ${wireName(name)} ${wordHex(type)} 0001`
const reply = (name: string, type: number, records: string[], flags = 0x8180, id = 0x1a2b): string =>
  `${wordHex(id)} ${wordHex(flags)} 0001 ${wordHex(records.length)} 0000 0000 ${wireName(name)} ${wordHex(type)} 0001 ${records.join("")}`
const a = "c00c 0001 0001 00000e10 0004 cb007107"
const udp53 = { transport: "udp", serverPort: 53 } as const

export const samples: readonly DissectorSample[] = [
  {
    name: "A query and answer",
    flow: udp53,
    steps: [{ from: "client", hex: query("www.example.com", 1) }, { from: "server", hex: reply("www.example.com", 1, [a]) }],
    want: { app: "DNS", category: "Network", confidence: "content", hostname: "www.example.com", info: "www.example.com A 203.0.113.7", risks: [],
      metadata: { dns: { query: "www.example.com", queryType: 1, queryTypeName: "A", queries: 1, replies: 1, replyCode: 0, answers: ["203.0.113.7"], answerType: 1, answerAddress: "203.0.113.7", questionCount: 1, answerCount: 1 } } },
    learned: { names: [{ ip: "203.0.113.7", name: "www.example.com", source: "dns" }] },
  },
  {
    name: "the application of the name that was asked for; the category stays",
    flow: udp53,
    steps: [{ from: "client", hex: query("Api.NETFLIX.com", 28) }],
    want: { app: "DNS.NetFlix", category: "Network", hostname: "api.netflix.com" },
  },
  {
    name: "canonical names: the address belongs to the name that was asked for",
    flow: udp53,
    steps: [
      { from: "client", hex: query("www.example.net", 1) },
      { from: "server", hex: reply("www.example.net", 1, [`c00c 0005 0001 0000003c 0011 ${wireName("edge.example.or")}`, "c02d 0001 0001 0000003c 0004 cb007108"]) },
    ],
    want: { app: "DNS", hostname: "www.example.net" },
    learned: { names: [{ ip: "203.0.113.8", name: "www.example.net", source: "dns" }] },
  },
  {
    name: "a damaged question and its repetition",
    flow: udp53,
    steps: [{ from: "client", hex: `1a2b 0100 0001 0000 0000 0000 05 ${wireName("www.example.com")} 0001 0001` }, { from: "client", hex: query("www.example.com", 1) }],
    want: { app: "DNS", confidence: "content", hostname: "www.example.com", risks: ["malformed_packet"] },
  },
  {
    name: "the answer repeats the question whole",
    flow: udp53,
    steps: [{ from: "client", hex: query("ww\u0007.example.com", 1) }, { from: "server", hex: reply("www.example.com", 1, [a]) }],
    want: { app: "DNS", hostname: "www.example.com", risks: ["invalid_characters"] },
  },
  {
    name: "NXDOMAIN",
    flow: udp53,
    steps: [{ from: "client", hex: query("nope.example.com", 1) }, { from: "server", hex: reply("nope.example.com", 1, [], 0x8183) }],
    want: { app: "DNS", risks: ["error_code_detected"], evidence: { error_code_detected: "DNS Error Code NXDOMAIN" } },
  },
  {
    name: "reverse look-up",
    flow: udp53,
    steps: [
      { from: "client", hex: query("7.113.0.203.in-addr.arpa", 12) },
      { from: "server", hex: reply("7.113.0.203.in-addr.arpa", 12, [`c00c 000c 0001 00000e10 0012 ${wireName("host.example.com")}`]) },
    ],
    want: { app: "DNS" },
    learned: { names: [{ ip: "203.0.113.7", name: "host.example.com", source: "dns" }] },
  },
  {
    name: "over TCP, the length in a segment of its own, two messages",
    flow: { transport: "tcp", serverPort: 53 },
    steps: [
      { from: "client", hex: "0021" },
      { from: "client", hex: query("www.example.com", 1) },
      { from: "server", hex: `0031 ${reply("www.example.com", 1, [a])} 0031 ${reply("www.example.com", 1, [a], 0x8180, 0x1a2c)}` },
    ],
    want: { app: "DNS", hostname: "www.example.com", metadata: { dns: expectRecord(1, 2) } },
  },
  {
    name: "on a port of its own every detail must fit",
    flow: { transport: "udp", serverPort: 5300 },
    steps: [{ from: "client", hex: query("www.example.com", 1) }],
    want: { app: "DNS", hostname: "www.example.com" },
  },
  {
    name: "DNSCrypt's certificate request",
    flow: { transport: "udp", serverPort: 443 },
    steps: [{ from: "client", hex: query("2.dnscrypt-cert.example.com", 16) }],
    want: { app: "DNScrypt" },
  },
  {
    name: "names that point to themselves",
    flow: udp53,
    steps: [{ from: "client", hex: "1a2b 0100 0001 0000 0000 0000 c00c 0001 0001" }, { from: "server", hex: "1a2b 8180 0001 0001 0000 0000 c00c 0001 0001 c00c 0005 0001 00000000 0002 c00c" }],
    want: { app: "DNS" },
  },
  {
    name: "zeros on port 53 are no DNS",
    flow: udp53,
    steps: [{ from: "client", hex: "00".repeat(64) }],
    want: { app: "DNS", confidence: "port" },
  },
]

function expectRecord(queries: number, replies: number): Record<string, unknown> {
  return {
    query: "www.example.com", queryType: 1, queryTypeName: "A", queries, replies, replyCode: 0, answers: ["203.0.113.7", "203.0.113.7"], answerType: 1, answerAddress: "203.0.113.7",
    questionCount: 1, answerCount: 1,
  }
}
