import { expect, test } from "vitest"
import { ODD_IPV4_OPTIONS, ODD_IPV6_EXTENSIONS, ODD_IP_LENGTH, ODD_PAYLOAD_CUT, ODD_TCP_HEADER, ODD_TCP_OPTIONS, ODD_TRANSPORT_TRUNCATED, ODD_UDP_LENGTH } from "./oddities.ts"
import { DROP_IPV4_MALFORMED, DROP_IPV4_TRUNCATED, DROP_IPV6_TRUNCATED, TO_FLOW } from "./outcome.ts"
import { ascii, be16, be32, decodeFrame, ethernet, hexBytes, ipv4, ipv6, tcp, testDecoder, udp, type Frame } from "./testing.ts"

const hello = ascii("hello")
const datagram = udp(hello)
const ports = { outcome: TO_FLOW, srcPort: 40_000, dstPort: 50_000 }
const whole = { ...ports, payload: hello, payloadWireBytes: 5, oddities: 0 }
const options8 = (next: number, words = 0) => [next, words, ...Array.from<number>({ length: 6 + 8 * words }).fill(0)]

const cases: readonly (Frame & { readonly name: string; readonly want: object })[] = [
  // IPv4
  { name: "IPv4 fields", bytes: ethernet(ipv4({ protocol: 17, ttl: 3, tos: 0xb8 }, datagram)), want: { ...whole, ttl: 3, dscp: 46, ipVersion: 4, ipProtocol: 17 } },
  { name: "IPv4 options", bytes: ethernet(ipv4({ protocol: 17, options: hexBytes("01 01 44 04 05 00 00 00") }, datagram)), want: whole },
  { name: "IPv4 option longer than the header", bytes: ethernet(ipv4({ protocol: 17, options: hexBytes("44 0a 05 00") }, datagram)), want: { ...whole, oddities: ODD_IPV4_OPTIONS } },
  { name: "IPv4 header below 20 bytes", bytes: ethernet([0x44, ...ipv4({ protocol: 17 }, datagram).slice(1)], 0x0800), want: { outcome: DROP_IPV4_MALFORMED } },
  { name: "IPv4 ethertype, other version", bytes: ethernet([0x65, ...ipv4({ protocol: 17 }, datagram).slice(1)], 0x0800), want: { outcome: DROP_IPV4_MALFORMED } },
  { name: "IPv4 cut in the header", bytes: ethernet(ipv4({ protocol: 17 }, datagram)).slice(0, 33), want: { outcome: DROP_IPV4_TRUNCATED } },
  { name: "IPv4 total length below its header", bytes: ethernet(ipv4({ protocol: 17, totalBytes: 19 }, datagram)), want: { outcome: DROP_IPV4_MALFORMED } },
  { name: "IPv4 total length 0: segmentation offload", bytes: ethernet(ipv4({ protocol: 17, totalBytes: 0 }, datagram)), want: whole },
  { name: "IPv4 longer than its frame", bytes: ethernet(ipv4({ protocol: 17, totalBytes: 900 }, datagram)), want: { ...whole, oddities: ODD_IP_LENGTH } },
  { name: "cut by the snaplen: the wire length counts", bytes: ethernet(ipv4({ protocol: 17, totalBytes: 1500 }, udp(hello, { length: 1480 }))), wireBytes: 1514, want: { ...ports, payload: hello, payloadWireBytes: 1472, wireBytes: 1514, oddities: ODD_PAYLOAD_CUT } },
  // IPv6
  { name: "IPv6 fields", bytes: ethernet(ipv6({ next: 17, hops: 9 }, datagram)), want: { ...whole, ipVersion: 6, ttl: 9, src: "2001:db8::1" } },
  { name: "IPv6 cut", bytes: ethernet(ipv6({ next: 17 }, datagram)).slice(0, 53), want: { outcome: DROP_IPV6_TRUNCATED } },
  { name: "IPv6 hop-by-hop, routing, destination, then UDP", bytes: ethernet(ipv6({ next: 0 }, [...options8(43), ...options8(60, 1), ...options8(17), ...datagram])), want: whole },
  { name: "IPv6 authentication header", bytes: ethernet(ipv6({ next: 51 }, [17, 4, ...Array.from<number>({ length: 22 }).fill(0), ...datagram])), want: whole },
  { name: "IPv6 atomic fragment is no fragment", bytes: ethernet(ipv6({ next: 44 }, [17, 0, 0, 0, 0, 0, 0, 9, ...datagram])), want: { ...whole, frames: 1 } },
  { name: "IPv6 no next header", bytes: ethernet(ipv6({ next: 59 }, [])), want: { outcome: TO_FLOW, ipProtocol: 59, srcPort: 0 } },
  { name: "IPv6 extension beyond the end", bytes: ethernet(ipv6({ next: 0 }, [17, 9, 0, 0, 0, 0, 0, 0])), want: { outcome: TO_FLOW, ipProtocol: 59, oddities: ODD_IPV6_EXTENSIONS } },
  { name: "IPv6 endless chain", bytes: ethernet(ipv6({ next: 60 }, [...Array.from({ length: 20 }).flatMap(() => options8(60)), ...datagram])), want: { outcome: TO_FLOW, ipProtocol: 59, oddities: ODD_IPV6_EXTENSIONS } },
  { name: "IPv6 ESP stays closed", bytes: ethernet(ipv6({ next: 50 }, hexBytes("00000001 00000002"))), want: { outcome: TO_FLOW, ipProtocol: 50, srcPort: 0, dstPort: 0 } },
  // UDP
  { name: "UDP cut inside the header", bytes: ethernet(ipv4({ protocol: 17 }, datagram.slice(0, 5))), want: { ...ports, payload: [], oddities: ODD_TRANSPORT_TRUNCATED } },
  { name: "UDP without ports", bytes: ethernet(ipv4({ protocol: 17 }, [1, 2, 3])), want: { outcome: TO_FLOW, srcPort: 0, dstPort: 0, oddities: ODD_TRANSPORT_TRUNCATED } },
  { name: "UDP length below its header", bytes: ethernet(ipv4({ protocol: 17 }, udp(hello, { length: 7 }))), want: { ...whole, oddities: ODD_UDP_LENGTH } },
  { name: "UDP length beyond IP's", bytes: ethernet(ipv4({ protocol: 17 }, udp(hello, { length: 700 }))), want: { ...whole, oddities: ODD_UDP_LENGTH } },
  { name: "UDP shorter than IP's: the rest is not its payload", bytes: ethernet(ipv4({ protocol: 17 }, udp(hello, { length: 10 }))), want: { ...ports, payload: ascii("he"), payloadWireBytes: 2 } },
  { name: "UDP-Lite: checksum coverage is no length", bytes: ethernet(ipv4({ protocol: 136 }, udp(hello, { length: 8 }))), want: whole },
  // TCP
  { name: "TCP", bytes: ethernet(ipv4({ protocol: 6 }, tcp(hello))), want: { outcome: TO_FLOW, srcPort: 40_000, dstPort: 80, payload: hello, oddities: 0 } },
  { name: "TCP cut inside the header", bytes: ethernet(ipv4({ protocol: 6 }, tcp([]).slice(0, 12))), want: { outcome: TO_FLOW, srcPort: 40_000, oddities: ODD_TRANSPORT_TRUNCATED } },
  { name: "TCP data offset too small", bytes: ethernet(ipv4({ protocol: 6 }, tcp(hello).with(12, 0x40))), want: { outcome: TO_FLOW, srcPort: 40_000, payload: [], payloadWireBytes: 0, oddities: ODD_TCP_HEADER } },
  { name: "TCP data offset beyond the packet", bytes: ethernet(ipv4({ protocol: 6 }, tcp([]).with(12, 0xf0))), want: { outcome: TO_FLOW, oddities: ODD_TCP_HEADER } },
  { name: "SYN option with length 0", bytes: ethernet(ipv4({ protocol: 6 }, tcp([], { flags: 2, options: hexBytes("02000000") }))), want: { outcome: TO_FLOW, oddities: ODD_TCP_OPTIONS } },
  // others by number
  { name: "SCTP", bytes: ethernet(ipv4({ protocol: 132 }, [...be16(2905), ...be16(2906), ...be32(1), ...be32(2), 0, 3])), want: { outcome: TO_FLOW, ipProtocol: 132, srcPort: 2905, dstPort: 2906, payload: [0, 3] } },
  { name: "ICMP: the payload is the message", bytes: ethernet(ipv4({ protocol: 1 }, hexBytes("0800 0000 0001 0002"))), want: { outcome: TO_FLOW, srcPort: 0, dstPort: 0, payload: hexBytes("0800 0000 0001 0002") } },
  { name: "OSPF", bytes: ethernet(ipv4({ protocol: 89, dst: "224.0.0.5" }, hexBytes("0201 0030"))), want: { outcome: TO_FLOW, ipProtocol: 89, dst: "224.0.0.5", srcPort: 0 } },
  { name: "an IP protocol nobody assigned", bytes: ethernet(ipv4({ protocol: 253 }, [1])), want: { outcome: TO_FLOW, ipProtocol: 253 } },
]
for (const { name, want, ...frame } of cases) test(`ip: ${name}`, () => expect(decodeFrame(frame)).toMatchObject(want))

test("SYN options: MSS, window scale, timestamp", () => {
  const decoder = testDecoder()
  const options = hexBytes("0204 05b4 0402 080a 00112233 00000000 01 030307")
  decodeFrame({ bytes: ethernet(ipv4({ protocol: 6 }, tcp([], { flags: 2, options }))) }, decoder)
  expect(decoder.packet).toMatchObject({ tcpMss: 1460, tcpWindowScale: 7, tcpTimestamp: 0x00112233, tcpOptionsBytes: 20, oddities: 0 })
  decodeFrame({ bytes: ethernet(ipv4({ protocol: 6 }, tcp([], { flags: 2 }))) }, decoder)
  expect(decoder.packet).toMatchObject({ tcpMss: -1, tcpWindowScale: -1, tcpTimestamp: -1, tcpOptionsBytes: 0 })
})

test("nothing of one packet shows in the next", () => {
  const decoder = testDecoder()
  decodeFrame({ bytes: ethernet(ipv4({ protocol: 47 }, hexBytes("0000 0800").concat(ipv4({ protocol: 6 }, tcp(hello))))), vlanTci: 5 }, decoder)
  expect(decodeFrame({ bytes: ethernet(ipv6({ next: 58 }, hexBytes("8000 0000"))) }, decoder)).toEqual(decodeFrame({ bytes: ethernet(ipv6({ next: 58 }, hexBytes("8000 0000"))) }))
})
