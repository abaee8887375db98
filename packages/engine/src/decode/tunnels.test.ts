import { expect, test } from "vitest"
import { ODD_TUNNEL_DEPTH, ODD_TUNNEL_INNER } from "./oddities.ts"
import { TO_FLOW } from "./outcome.ts"
import { ascii, be16, be32, decodeFrame, ethernet, hexBytes, ipv4, ipv6, tcp, testDecoder, udp, vlanTag, type Bytes } from "./testing.ts"
import { Decoder } from "./decoder.ts"
import { Reassembly, defaultReassemblyLimits } from "../reassembly/reassembly.ts"
import {
  TUNNEL_CAPWAP, TUNNEL_ERSPAN, TUNNEL_GENEVE, TUNNEL_GRE, TUNNEL_GTP, TUNNEL_IP_IN_IP, TUNNEL_L2TP, TUNNEL_TEREDO, TUNNEL_TZSP, TUNNEL_VXLAN,
} from "./tunnel.ts"

const inner = ipv4({ protocol: 6, src: "192.168.0.1", dst: "192.168.0.2" }, tcp(ascii("GET /")))
const inner6 = ipv6({ next: 6, src: "fd00::1", dst: "fd00::2" }, tcp(ascii("GET /")))
const innerFlow = { outcome: TO_FLOW, src: "192.168.0.1", dst: "192.168.0.2", ipProtocol: 6, srcPort: 40_000, dstPort: 80, payload: ascii("GET /") }
const innerFlow6 = { ...innerFlow, src: "fd00::1", dst: "fd00::2" }
const over = (port: number, payload: Bytes) => ethernet(ipv4({ protocol: 17 }, udp(payload, { dstPort: port })))
const gre = (header: string, payload: Bytes) => ethernet(ipv4({ protocol: 47 }, [...hexBytes(header), ...payload]))
const snap = hexBytes("aaaa03000000 0800")

const cases: readonly { name: string; bytes: Bytes; want: object }[] = [
  { name: "4in4", bytes: ethernet(ipv4({ protocol: 4 }, inner)), want: { ...innerFlow, tunnel: TUNNEL_IP_IN_IP } },
  { name: "6in4", bytes: ethernet(ipv4({ protocol: 41 }, inner6)), want: { ...innerFlow6, tunnel: TUNNEL_IP_IN_IP } },
  { name: "4in6", bytes: ethernet(ipv6({ next: 4 }, inner)), want: { ...innerFlow, tunnel: TUNNEL_IP_IN_IP } },
  { name: "6in6 behind destination options", bytes: ethernet(ipv6({ next: 60 }, [41, 0, 4, 1, 4, 1, 1, 0, ...inner6])), want: { ...innerFlow6, tunnel: TUNNEL_IP_IN_IP } },
  { name: "GRE", bytes: gre("0000 0800", inner), want: { ...innerFlow, tunnel: TUNNEL_GRE } },
  { name: "GRE with checksum, key, sequence", bytes: gre("b000 86dd 00000000 00000001 00000002", inner6), want: { ...innerFlow6, tunnel: TUNNEL_GRE } },
  { name: "GRE v1 with PPP (PPTP)", bytes: gre("3081 880b 0000 0007 00000001 00000002", [...hexBytes("ff030021"), ...inner]), want: { ...innerFlow, tunnel: TUNNEL_GRE } },
  { name: "GRE v1 acknowledgement", bytes: gre("2081 880b 0000 0007 00000002", []), want: { outcome: TO_FLOW, ipProtocol: 47, tunnel: 0, oddities: 0 } },
  { name: "GRE bridging", bytes: gre("0000 6558", ethernet(inner)), want: { ...innerFlow, tunnel: TUNNEL_GRE } },
  { name: "GRE with source routing", bytes: gre("4000 0800 00000000", inner), want: { outcome: TO_FLOW, ipProtocol: 47 } },
  { name: "WCCP 2", bytes: gre("0000 883e 00000000", inner), want: { ...innerFlow, tunnel: TUNNEL_GRE } },
  { name: "ERSPAN I", bytes: gre("0000 88be", ethernet(inner)), want: { ...innerFlow, tunnel: TUNNEL_ERSPAN } },
  { name: "ERSPAN II", bytes: gre("1000 88be 00000001 10640001 00000000", ethernet(inner)), want: { ...innerFlow, tunnel: TUNNEL_ERSPAN } },
  { name: "ERSPAN III", bytes: gre("1000 22eb 00000001 20640001 00000000 00000000", ethernet(inner)), want: { ...innerFlow, tunnel: TUNNEL_ERSPAN } },
  { name: "ERSPAN III with platform header", bytes: gre("1000 22eb 00000001 20640001 00000000 00000001 0000000000000000", ethernet(inner)), want: { ...innerFlow, tunnel: TUNNEL_ERSPAN } },
  { name: "VXLAN", bytes: over(4789, [...hexBytes("08000000 00007b00"), ...ethernet(inner)]), want: { ...innerFlow, tunnel: TUNNEL_VXLAN } },
  { name: "VXLAN, tagged inside", bytes: over(8472, [...hexBytes("08000000 00007b00"), ...ethernet(vlanTag(33, 0x0800, inner), 0x8100)]), want: { ...innerFlow, vlan: 33 } },
  { name: "VXLAN-GPE with IPv6", bytes: over(4790, [...hexBytes("0c000002 00007b00"), ...inner6]), want: { ...innerFlow6, tunnel: TUNNEL_VXLAN } },
  { name: "VXLAN port, other protocol", bytes: over(4789, ascii("this is no VXLAN at all")), want: { outcome: TO_FLOW, dstPort: 4789, tunnel: 0, oddities: 0 } },
  { name: "Geneve with options", bytes: over(6081, [...hexBytes("0100 6558 00007b00 01020300"), ...ethernet(inner)]), want: { ...innerFlow, tunnel: TUNNEL_GENEVE } },
  { name: "GTP-U", bytes: over(2152, [...hexBytes("30ff"), ...be16(inner.length), ...be32(1), ...inner]), want: { ...innerFlow, tunnel: TUNNEL_GTP } },
  { name: "GTP-U with sequence and extension", bytes: over(2152, [...hexBytes("34ff 0000 00000001 0000 00 85 01 100900"), ...inner]), want: { ...innerFlow, tunnel: TUNNEL_GTP } },
  { name: "GTP-U extension of length 0", bytes: over(2152, [...hexBytes("34ff 0000 00000001 0000 00 85 00 100900"), ...inner]), want: { dstPort: 2152, tunnel: 0 } },
  { name: "GTP-U echo", bytes: over(2152, hexBytes("3201 0004 00000000 0000 0000")), want: { dstPort: 2152, tunnel: 0 } },
  { name: "L2TP with length and sequence", bytes: over(1701, [...hexBytes("4802 0000 0001 0002 0000 0000 ff03 0021"), ...inner]), want: { ...innerFlow, tunnel: TUNNEL_L2TP } },
  { name: "L2TP with offset", bytes: over(1701, [...hexBytes("0202 0001 0002 0002 0000 0057"), ...inner6]), want: { ...innerFlow6, tunnel: TUNNEL_L2TP } },
  { name: "L2TP control", bytes: over(1701, hexBytes("c802 000c 0001 0000 0000 0000")), want: { dstPort: 1701, tunnel: 0 } },
  { name: "TZSP with tags", bytes: over(37_008, [...hexBytes("01 00 0001 0a01c8 00 01"), ...ethernet(inner)]), want: { ...innerFlow, tunnel: TUNNEL_TZSP } },
  { name: "CAPWAP, 802.3", bytes: over(5247, [...hexBytes("00 10 02 00 00000000"), ...ethernet(inner)]), want: { ...innerFlow, tunnel: TUNNEL_CAPWAP } },
  { name: "CAPWAP, Cisco's 802.11", bytes: over(5247, [...hexBytes("00 10 03 00 00000000 0108 0000 020000000011 020000000022 020000000033 7630"), ...snap, ...inner]), want: { ...innerFlow, tunnel: TUNNEL_CAPWAP } },
  { name: "CAPWAP under DTLS", bytes: over(5247, hexBytes("01 000000 16feff0000")), want: { dstPort: 5247, tunnel: 0 } },
  { name: "Teredo", bytes: over(3544, inner6), want: { ...innerFlow6, tunnel: TUNNEL_TEREDO } },
  { name: "Teredo with authentication and origin", bytes: over(3544, [...hexBytes("0001 0000 0000000000000000 00 0000 aaaa bbbbbbbb"), ...inner6]), want: { ...innerFlow6, tunnel: TUNNEL_TEREDO } },
  { name: "the innermost tunnel gives the name", bytes: over(4789, [...hexBytes("08000000 00007b00"), ...ethernet(ipv4({ protocol: 47 }, [...hexBytes("0000 0800"), ...inner]))]), want: { ...innerFlow, tunnel: TUNNEL_GRE } },
  { name: "inside is garbage: the tunnel is the flow", bytes: ethernet(ipv4({ protocol: 4, src: "10.9.9.9" }, hexBytes("ffff ffff"))), want: { outcome: TO_FLOW, src: "10.9.9.9", ipProtocol: 4, tunnel: 0, oddities: ODD_TUNNEL_INNER } },
  { name: "inside is cut: the tunnel is the flow", bytes: over(4789, [...hexBytes("08000000 00007b00"), ...ethernet(inner).slice(0, 20)]), want: { outcome: TO_FLOW, dstPort: 4789, ipProtocol: 17, tunnel: 0, oddities: ODD_TUNNEL_INNER } },
  { name: "ARP inside: the tunnel is the flow", bytes: over(4789, [...hexBytes("08000000 00007b00"), ...ethernet([0, 1], 0x0806)]), want: { outcome: TO_FLOW, dstPort: 4789, tunnel: 0 } },
]
for (const { name, bytes, want } of cases) test(`tunnel: ${name}`, () => expect(decodeFrame({ bytes })).toMatchObject(want))

test("IP tunnels carry no MACs of the hosts inside; Ethernet tunnels do", () => {
  const decoder = testDecoder()
  decodeFrame({ bytes: ethernet(ipv4({ protocol: 4 }, inner)) }, decoder)
  expect(decoder.packet.srcMacHigh).toBe(-1)
  decodeFrame({ bytes: gre("0000 6558", ethernet(inner)) }, decoder)
  expect(decoder.packet.srcMacHigh).toBe(0x0200)
})

test("eight tunnels are unwrapped, the ninth is a flow", () => {
  const nest = (levels: number) => ethernet(Array.from({ length: levels }).reduce<Bytes>((packet) => ipv4({ protocol: 4 }, packet), inner))
  expect(decodeFrame({ bytes: nest(8) })).toMatchObject(innerFlow)
  expect(decodeFrame({ bytes: nest(9) })).toMatchObject({ ipProtocol: 4, oddities: ODD_TUNNEL_DEPTH })
})

test("switched off, a tunnel is a flow", () => {
  const decoder = new Decoder(new Reassembly(defaultReassemblyLimits, 7), false)
  expect(decodeFrame({ bytes: gre("0000 0800", inner) }, decoder)).toMatchObject({ ipProtocol: 47, tunnel: 0 })
  expect(decodeFrame({ bytes: over(4789, [...hexBytes("08000000 00007b00"), ...ethernet(inner)]) }, decoder)).toMatchObject({ dstPort: 4789, tunnel: 0 })
})
