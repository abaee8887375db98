import { describe, expect, test } from "vitest"
import { protocolId } from "@netweir/model"
import { InspectionBench, inspectPayloads, type Step } from "./testing.ts"
import { noRules } from "./rules.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Dissector, type Verdict } from "./types.ts"

/** Remembers what it was shown; says what the test wants. */
function spy(protocol: string, verdict: (asked: number) => Verdict, more: Partial<Dissector> = {}): { dissector: Dissector; asked: string[] } {
  const asked: string[] = []
  const dissector = defineDissector({
    protocol, transports: ["tcp", "udp"], hintPorts: [],
    recognise(seen) {
      asked.push(`${seen.toServer ? ">" : "<"}${seen.stream.latin1(0, seen.stream.length)}`)
      return verdict(asked.length)
    },
    ...more,
  })
  return { dissector, asked }
}
const say = (from: "client" | "server", text: string): Step => ({ from, text })
const client = (text: string): Step => say("client", text)
const server = (text: string): Step => say("server", text)

describe("who is asked", () => {
  test("TCP: the first payload of each direction, if its first byte fits; NO_MATCH is final", () => {
    const a = spy("RTSP", () => NO_MATCH, { firstBytes: [0x61] })
    const any = spy("RTMP", () => NO_MATCH)
    inspectPayloads([a.dissector, any.dissector], {}, [client("xx"), client("aa"), server("ab"), server("a")])
    expect(a.asked).toEqual(["<ab"])
    expect(any.asked).toEqual([">xx"])
  })
  test("TCP: nobody is left after both openings: inspection ends", () => {
    const any = spy("RTMP", () => NO_MATCH)
    expect(inspectPayloads([any.dissector], {}, [client("x"), server("y")]).stillInspecting).toBe(false)
  })
  test("UDP: every datagram is an opening", () => {
    const a = spy("RTSP", () => NO_MATCH, { firstBytes: [0x61] })
    inspectPayloads([a.dissector], { transport: "udp" }, [client("xx"), client("ab"), client("ac")])
    expect(a.asked).toEqual([">ab"])
  })
  test("NEED_MORE sees everything of both directions, TCP as a growing stream", () => {
    const any = spy("RTMP", () => NEED_MORE)
    inspectPayloads([any.dissector], {}, [client("a"), server("1"), client("b"), server("2")])
    expect(any.asked).toEqual([">a", "<1", ">ab", "<12"])
  })
  test("minBytes waits for a stream, passes over a datagram", () => {
    const tcp = spy("RTMP", () => NO_MATCH, { minBytes: 4 })
    inspectPayloads([tcp.dissector], {}, [client("ab"), client("cd")])
    expect(tcp.asked).toEqual([">abcd"])
    const udp = spy("RTMP", () => NO_MATCH, { minBytes: 4 })
    inspectPayloads([udp.dissector], { transport: "udp" }, [client("ab"), client("cdef")])
    expect(udp.asked).toEqual([">cdef"])
  })
  test("who hints at a port of the flow is asked first, the server's port before the client's", () => {
    const order: string[] = []
    const named = (protocol: string, hintPorts: number[]): Dissector => defineDissector({
      protocol, hintPorts, transports: ["tcp"],
      recognise() {
        order.push(protocol)
        return NO_MATCH
      },
    })
    inspectPayloads([named("RTSP", []), named("RTMP", [1234]), named("SIP", [99])], { clientPort: 1234, serverPort: 99 }, [client("x")])
    expect(order).toEqual(["SIP", "RTMP", "RTSP"])
  })
  test("onlyOnHintPorts is asked on these alone, by either end", () => {
    const shy = spy("RTSP", () => NO_MATCH, { hintPorts: [99], onlyOnHintPorts: true })
    for (const spec of [{ serverPort: 98 }, { serverPort: 99 }, { clientPort: 99 }]) inspectPayloads([shy.dissector], spec, [client(String(spec.serverPort))])
    expect(shy.asked).toEqual([">99", ">undefined"])
  })
  test("the first who matches takes the flow; nobody else is asked again", () => {
    const waits = spy("RTMP", () => NEED_MORE)
    const matches = spy("RTSP", () => MATCH)
    const outcome = inspectPayloads([waits.dissector, matches.dissector], {}, [client("x"), server("y")])
    expect(outcome).toMatchObject({ app: "RTSP", confidence: "content" })
    expect(waits.asked).toEqual([">x"])
  })
  test("state is the dissector's own, per flow, zero at first", () => {
    const states: number[] = []
    const counting = defineDissector({
      protocol: "RTMP", transports: ["tcp"], hintPorts: [],
      recognise(seen) {
        states.push(seen.state)
        seen.state += 5
        return states.length % 3 === 0 ? MATCH : NEED_MORE
      },
      extract(seen) {
        states.push(seen.state)
        return DONE
      },
    })
    const bench = new InspectionBench([spy("RTSP", () => NEED_MORE).dissector, counting])
    bench.run({}, [client("a"), client("b"), client("c")])
    bench.run({ clientPort: 7 }, [client("a")])
    expect(states).toEqual([0, 5, 10, 15, 0])
  })
})

describe("budgets", () => {
  test("of an unknown flow", () => {
    const any = spy("RTMP", () => NEED_MORE)
    const bench = new InspectionBench([any.dissector], { limits: { maxUnknownPackets: 3 } })
    const outcome = bench.run({ serverPort: 443 }, Array.from({ length: 9 }, () => client("x")))
    expect(outcome).toMatchObject({ app: "TLS", confidence: "port", stillInspecting: false })
    expect(any.asked).toHaveLength(3)
  })
  test("of extraction", () => {
    let extracted = 0
    const greedy = spy("RTMP", () => MATCH, { extract: () => (extracted++, CONTINUE) })
    const bench = new InspectionBench([greedy.dissector], { limits: { maxExtractPackets: 4 } })
    expect(bench.run({}, Array.from({ length: 9 }, () => client("x"))).stillInspecting).toBe(false)
    expect(extracted).toBe(4)
  })
  test("records: the flow inspected longest makes room", () => {
    const patient = spy("RTMP", () => NEED_MORE)
    const bench = new InspectionBench([patient.dissector], { limits: { maxRecords: 2 } })
    const flows = [80, 81, 443].map((serverPort) => bench.start({ serverPort }, [client("x")]))
    expect(bench.outcome(flows[0])).toMatchObject({ app: "HTTP", confidence: "port" })
    expect(bench.outcome(flows[2])).toMatchObject({ confidence: "none" })
    expect(bench.inspector.stats()).toMatchObject({ records: 2, recordsEvicted: 1 })
    expect(bench.inspector.tables()["flows under inspection"]).toEqual({ used: 2, limit: 2, evicted: 1, refused: 0 })
  })
  test("stream memory: a flow that gets none is concluded", () => {
    const patient = spy("RTMP", () => NEED_MORE)
    const bench = new InspectionBench([patient.dissector], { limits: { maxSmallBuffers: 1, maxLargeBuffers: 0 } })
    bench.start({ serverPort: 80 }, [client("x")])
    const second = bench.start({ serverPort: 80, clientPort: 2 }, [client("x")])
    expect(bench.outcome(second)).toMatchObject({ app: "HTTP", confidence: "port" })
    expect(bench.inspector.stats()).toMatchObject({ streamBuffers: 1, streamBuffersRefused: 1 })
  })
  test("a dissector that throws is counted, its flow goes on, the others too", () => {
    const broken = defineDissector({ protocol: "RTMP", transports: ["tcp"], hintPorts: [], recognise: () => { throw new Error("bug") } })
    const told: string[] = []
    const bench = new InspectionBench([broken, spy("RTSP", () => MATCH).dissector], { onError: (_, protocol) => void told.push(protocol) })
    expect(bench.run({}, [client("x")])).toMatchObject({ app: "RTSP" })
    expect(told).toEqual(["RTMP"])
    expect(bench.inspector.stats()).toMatchObject({ dissectorErrors: 1 })
  })
})

describe("guesses", () => {
  const nobody: Dissector[] = []
  test.each([
    ["server port", { serverPort: 443 }, "TLS", "port"],
    ["client port", { clientPort: 80, serverPort: 40_000 }, "HTTP", "port"],
    ["UDP port", { transport: "udp" as const, serverPort: 53 }, "DNS", "port"],
    ["nothing", { serverPort: 40_001 }, "Unknown", "none"],
    ["IP protocol", { transport: "icmp" as const }, "ICMP", "content"],
    ["IP protocol without a dissector", { transport: "ip" as const, ipProtocol: 89 }, "OSPF", "content"],
    ["unnamed IP protocol", { transport: "ip" as const, ipProtocol: 254 }, "Unknown", "none"],
  ])("by %s", (_, spec, app, confidence) => {
    expect(inspectPayloads(nobody, spec, [client("x")])).toMatchObject({ app, confidence })
  })
  test("a port that is only knocked at is guessed too", () => {
    expect(inspectPayloads(nobody, { serverPort: 22 }, [])).toMatchObject({ app: "SSH", confidence: "port" })
  })
  test("by address, when neither port nor content tells", () => {
    const bench = new InspectionBench(nobody, { addressProtocol: (words, at, _port, onlyItsOwn) => (words[at + 3] === 0xc6336414 && !onlyItsOwn ? protocolId("Telegram") : 0) })
    expect(bench.run({ serverPort: 40_000 }, [client("x")])).toMatchObject({ app: "Telegram", confidence: "address" })
    expect(bench.run({ serverPort: 443 }, [client("x")])).toMatchObject({ app: "TLS", confidence: "port" })
  })
  test("a user's rule settles at once", () => {
    const rules = { ...noRules, addressProtocol: () => protocolId("Zoom") }
    const bench = new InspectionBench([spy("RTMP", () => MATCH).dissector], { rules })
    expect(bench.run({ serverPort: 443 }, [])).toMatchObject({ app: "Zoom", confidence: "user-rule" })
  })
  test("a user's port", () => {
    const rules = { ...noRules, portProtocol: (_: number, port: number) => (port === 40_000 ? protocolId("SIP") : 0) }
    expect(new InspectionBench(nobody, { rules }).run({ serverPort: 40_000 }, [])).toMatchObject({ app: "SIP", confidence: "port" })
  })
})

describe("correlation", () => {
  const announcer = defineDissector({
    protocol: "FTP_CONTROL", transports: ["tcp"], hintPorts: [21], firstBytes: [0x50],
    recognise: () => MATCH,
    extract(seen) {
      seen.expect({ protocol: "FTP_DATA", transport: "tcp", ip: seen.ipText("client"), port: 5000, peerIp: seen.ipText("server"), forSeconds: 60 })
      return DONE
    },
  })
  test("an announced flow, by either end, from the announced peer", () => {
    const bench = new InspectionBench([announcer])
    bench.run({ serverPort: 21 }, [client("PORT")])
    const back = { clientIp: "198.51.100.20", serverIp: "192.0.2.10", clientPort: 20_020, serverPort: 5000 }
    expect(bench.run(back, [client("data")])).toMatchObject({ app: "FTP_DATA", confidence: "correlation" })
    expect(bench.run({ ...back, clientIp: "203.0.113.1" }, [client("data")])).toMatchObject({ app: "Unknown" })
  })
  test("it expires by the packet clock", () => {
    const bench = new InspectionBench([announcer])
    bench.run({ serverPort: 21 }, [{ ...client("PORT"), atMs: 1_000_000 }])
    expect(bench.run({ serverIp: "192.0.2.10", clientIp: "198.51.100.20", serverPort: 5000 }, [{ ...client("x"), atMs: 1_061_000 }])).toMatchObject({ app: "Unknown" })
  })
  test("the table of expectations is bounded", () => {
    let port = 1
    const chatty = defineDissector({
      protocol: "SIP", transports: ["udp"], hintPorts: [],
      recognise: () => MATCH,
      extract(seen) {
        for (let i = 0; i < 10; i++) seen.expect({ protocol: "RTP", transport: "udp", ip: "192.0.2.1", port: port++ })
        return DONE
      },
    })
    const bench = new InspectionBench([chatty], { limits: { maxExpectations: 8 } })
    bench.run({ transport: "udp" }, [client("x")])
    expect(bench.inspector.stats()).toMatchObject({ expectations: 8, expectationsEvicted: 2 })
    expect(bench.inspector.tables()["expected flows"]).toEqual({ used: 8, limit: 8, evicted: 2, refused: 0 })
  })
  test("a name service's answer names a later flow to the address", () => {
    const teacher = defineDissector({
      protocol: "DNS", transports: ["udp"], hintPorts: [53],
      recognise: () => MATCH,
      extract(seen) {
        seen.learnName("198.51.100.20", "api.netflix.com", "dns", 60)
        return DONE
      },
    })
    const bench = new InspectionBench([teacher])
    bench.run({ transport: "udp", serverPort: 53 }, [{ ...client("x"), atMs: 1_000_000 }])
    expect(bench.run({ serverPort: 40_000 }, [client("x")])).toMatchObject({ app: "NetFlix", confidence: "correlation" })
    expect(bench.run({ serverPort: 40_000 }, [{ ...client("x"), atMs: 30_000_000 }])).toMatchObject({ app: "Unknown" })
  })
  test("an earlier flow to the same server endpoint", () => {
    const matching = spy("RTMP", (asked) => (asked === 1 ? MATCH : NO_MATCH))
    const bench = new InspectionBench([matching.dissector])
    bench.run({ serverPort: 40_000 }, [client("x")])
    expect(bench.run({ serverPort: 40_000, clientPort: 5 }, [client("x")])).toMatchObject({ app: "RTMP", confidence: "correlation" })
    expect(bench.run({ serverPort: 40_001 }, [client("x")])).toMatchObject({ app: "Unknown", confidence: "none" })
    expect(bench.run({ serverPort: 40_000, clientPort: 6 }, [])).toMatchObject({ app: "Unknown", confidence: "none" })
  })
})

describe("what is written down", () => {
  const extracting = (take: NonNullable<Dissector["extract"]>, protocol = "TLS"): Dissector[] => [
    defineDissector({ protocol, transports: ["tcp"], hintPorts: [], recognise: () => MATCH, extract: take }),
  ]
  const cases: { name: string; protocol?: string; take: NonNullable<Dissector["extract"]>; want: Record<string, unknown> }[] = [
    { name: "host name and its application", take: (seen) => (seen.setHostname("WWW.NetFlix.com."), DONE), want: { app: "TLS.NetFlix", category: "Video", hostname: "www.netflix.com" } },
    { name: "DNS stays in its category", protocol: "DNS", take: (seen) => (seen.setHostname("netflix.com"), DONE), want: { app: "DNS.NetFlix", category: "Network" } },
    { name: "other masters don't take applications from names", protocol: "LLMNR", take: (seen) => (seen.setHostname("netflix.com"), DONE), want: { app: "LLMNR", hostname: "netflix.com" } },
    { name: "an application that was set wins over the name's", take: (seen) => (seen.setApp("DoH_DoT"), seen.setHostname("netflix.com"), DONE), want: { app: "TLS.DoH_DoT" } },
    { name: "a new master keeps the application", take: (seen) => (seen.setHostname("netflix.com"), seen.changeMaster("QUIC"), DONE), want: { app: "QUIC.NetFlix" } },
    { name: "a new master alone", take: (seen) => (seen.changeMaster("SMTPS"), DONE), want: { app: "SMTPS", category: "Email" } },
    { name: "a category that was set stays", take: (seen) => (seen.setCategory("Malware"), seen.setHostname("netflix.com"), DONE), want: { app: "TLS.NetFlix", category: "Malware" } },
    { name: "a category host without application", take: (seen) => (seen.setHostname("cdn.jsdelivr.net"), DONE), want: { app: "TLS", category: "Media" } },
    { name: "risks, once, with the first evidence", take: (seen) => (seen.risk("clear_text_credentials", "user\u0007 bob"), seen.risk("clear_text_credentials", "later"), DONE), want: { risks: ["clear_text_credentials"], evidence: { clear_text_credentials: "user? bob" } } },
    { name: "encryption and partial confidence", take: (seen) => (seen.setEncrypted(true), seen.setConfidence("content-partial"), DONE), want: { encrypted: true, confidence: "content-partial" } },
    { name: "info is cleaned", take: (seen) => (seen.setInfo("a\nb"), DONE), want: { info: "a?b" } },
  ]
  test.each(cases)("$name", ({ protocol, take, want }) => {
    expect(inspectPayloads(extracting(take, protocol), {}, [client("x")])).toMatchObject(want)
  })
  test("details are made only when somebody has something to say", () => {
    const bench = new InspectionBench([spy("RTMP", () => MATCH).dissector])
    bench.run({}, [client("x")])
    expect(bench.flows.details[0]).toBeUndefined()
  })
})
