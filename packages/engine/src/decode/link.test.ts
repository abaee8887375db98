import { expect, test } from "vitest"
import { LLC_BASE, WLAN_MANAGEMENT, WLAN_PROTECTED } from "./ether-type.ts"
import { ODD_TUNNEL_DEPTH, ODD_VLAN_TAGS } from "./oddities.ts"
import { DROP_FRAME_TRUNCATED, DROP_LINK_TYPE, NOT_IP, TO_FLOW } from "./outcome.ts"
import { ascii, be16, decodeFrame, ethernet, hexBytes, ipv4, ipv6, testDecoder, udp, vlanTag, type Bytes, type Frame } from "./testing.ts"

const datagram = ipv4({ protocol: 17 }, udp(ascii("hello")))
const datagram6 = ipv6({ next: 17 }, udp(ascii("hello")))
const flow = { outcome: TO_FLOW, src: "10.0.0.1", dst: "10.0.0.2", srcPort: 40_000, dstPort: 50_000, payload: ascii("hello") }
const flow6 = { ...flow, src: "2001:db8::1", dst: "2001:db8::2" }
const snap = (type: number, oui = "000000") => [...hexBytes("aaaa03"), ...hexBytes(oui), ...be16(type)]
const cooked = (type: number) => [...hexBytes("0000 0001 0006 0200000000ff 0000"), ...be16(type)]
const cooked2 = (type: number) => [...be16(type), ...hexBytes("0000 00000002 0001 00 06 0200000000ff 0000")]
const wlan = (control: string, body: Bytes, extra = "") => [...hexBytes(`${control} 0000 020000000011 020000000022 020000000033 0000 ${extra}`), ...body]
const radiotap = hexBytes("00 00 0900 02000000 10") // flags present: FCS at the end
const radiotapTsft = hexBytes("00 00 1100 03000000 1122334455667788 20") // TSFT first, header padded

const cases: readonly (Frame & { readonly name: string; readonly want: object })[] = [
  { name: "ethernet, IPv4", bytes: ethernet(datagram), want: { ...flow, etherType: 0x0800, vlan: 0 } },
  { name: "ethernet, IPv6", bytes: ethernet(datagram6), want: { ...flow6, etherType: 0x86dd } },
  { name: "ethernet cut", bytes: ethernet(datagram).slice(0, 13), want: { outcome: DROP_FRAME_TRUNCATED } },
  { name: "ethernet trailer is not payload", bytes: [...ethernet(datagram), 0, 0, 0, 0], want: flow },
  { name: "802.1Q", bytes: ethernet(vlanTag(0x6007, 0x0800, datagram), 0x8100), want: { ...flow, vlan: 7 } },
  { name: "QinQ, the inner id counts", bytes: ethernet(vlanTag(10, 0x8100, vlanTag(20, 0x0800, datagram)), 0x88a8), want: { ...flow, vlan: 20 } },
  { name: "0x9100", bytes: ethernet(vlanTag(10, 0x0800, datagram), 0x9100), want: { ...flow, vlan: 10 } },
  { name: "tag cut", bytes: ethernet(be16(7), 0x8100), want: { outcome: DROP_FRAME_TRUNCATED } },
  { name: "too many tags", bytes: ethernet([1, 2, 3, 4, 5].reduce<Bytes>((inner, id) => vlanTag(id, 0x8100, inner), datagram), 0x8100), want: { outcome: NOT_IP, oddities: ODD_VLAN_TAGS } },
  { name: "tag stripped by the kernel", bytes: ethernet(datagram), vlanTci: 0x2009, want: { ...flow, vlan: 9 } },
  { name: "stripped outer tag, inner one in the frame", bytes: ethernet(vlanTag(20, 0x0800, datagram), 0x8100), vlanTci: 9, want: { ...flow, vlan: 20 } },
  { name: "MPLS, two labels", bytes: ethernet([...hexBytes("00001040 00002140"), ...datagram], 0x8847), want: flow },
  { name: "MPLS pseudowire with control word", bytes: ethernet([...hexBytes("00001140 00000000"), ...ethernet(datagram)], 0x8847), want: flow },
  { name: "PPPoE", bytes: ethernet([...hexBytes("1100 0001"), ...be16(datagram.length + 2), ...hexBytes("0021"), ...datagram], 0x8864), want: flow },
  { name: "PPPoE, LCP", bytes: ethernet(hexBytes("1100 0001 0006 c021 01010004"), 0x8864), want: { outcome: NOT_IP, etherType: 0x8864 } },
  { name: "LLC SNAP", bytes: [...ethernet([...snap(0x0800), ...datagram], 8 + datagram.length)], want: flow },
  { name: "SNAP of another owner (CDP)", bytes: ethernet(snap(0x2000, "00000c"), 8), want: { outcome: NOT_IP, etherType: LLC_BASE | 0xaa } },
  { name: "spanning tree", bytes: ethernet(hexBytes("424203 0000"), 5), want: { outcome: NOT_IP, etherType: LLC_BASE | 0x42 } },
  { name: "LLDP", bytes: ethernet(hexBytes("0207"), 0x88cc), want: { outcome: NOT_IP, etherType: 0x88cc } },
  { name: "raw IPv4", linkType: 101, bytes: datagram, want: flow },
  { name: "raw IPv6 (OpenBSD's number)", linkType: 14, bytes: datagram6, want: flow6 },
  { name: "raw, neither", linkType: 101, bytes: [0x10, 0, 0], want: { outcome: NOT_IP } },
  { name: "raw, empty", linkType: 228, bytes: [], want: { outcome: DROP_FRAME_TRUNCATED } },
  { name: "Linux cooked", linkType: 113, bytes: [...cooked(0x0800), ...datagram], want: flow },
  { name: "Linux cooked, tagged", linkType: 113, bytes: [...cooked(0x8100), ...vlanTag(5, 0x86dd, datagram6)], want: { ...flow6, vlan: 5 } },
  { name: "Linux cooked, LLC", linkType: 113, bytes: [...cooked(4), ...snap(0x0800), ...datagram], want: flow },
  { name: "Linux cooked v2", linkType: 276, bytes: [...cooked2(0x86dd), ...datagram6], want: flow6 },
  { name: "Linux cooked v2 cut", linkType: 276, bytes: cooked2(0x86dd).slice(0, 19), want: { outcome: DROP_FRAME_TRUNCATED } },
  { name: "null, little-endian", linkType: 0, bytes: [2, 0, 0, 0, ...datagram], want: flow },
  { name: "null, big-endian, macOS IPv6", linkType: 0, bytes: [0, 0, 0, 30, ...datagram6], want: flow6 },
  { name: "loop", linkType: 108, bytes: [0, 0, 0, 24, ...datagram6], want: flow6 },
  { name: "MPLS without a link layer", linkType: 219, bytes: [...hexBytes("0006 4140"), ...datagram], want: flow },
  { name: "PPP", linkType: 9, bytes: [...hexBytes("0021"), ...datagram], want: flow },
  { name: "PPP in HDLC framing", linkType: 50, bytes: [...hexBytes("ff030057"), ...datagram6], want: flow6 },
  { name: "PPP, compressed protocol", linkType: 9, bytes: [0x21, ...datagram], want: flow },
  { name: "PPP with direction", linkType: 204, bytes: [...hexBytes("00ff030021"), ...datagram], want: flow },
  { name: "Cisco HDLC", linkType: 104, bytes: [...hexBytes("0f000800"), ...datagram], want: flow },
  { name: "frame relay, RFC 2427", linkType: 107, bytes: [...hexBytes("184103cc"), ...datagram], want: flow },
  { name: "frame relay, Cisco", linkType: 107, bytes: [...hexBytes("18410800"), ...datagram], want: flow },
  { name: "802.11 to the access point", linkType: 105, bytes: wlan("0801", [...snap(0x0800), ...datagram]), want: flow },
  { name: "802.11 QoS from the access point", linkType: 105, bytes: wlan("8802", [...snap(0x0800), ...datagram], "0000"), want: flow },
  { name: "802.11, four addresses", linkType: 105, bytes: wlan("0803", [...snap(0x0800), ...datagram], "020000000044"), want: flow },
  { name: "802.11 aggregated", linkType: 105, bytes: wlan("8802", [...hexBytes("020000000055 020000000066 0030"), ...snap(0x0800), ...datagram], "8000"), want: flow },
  { name: "802.11 encrypted", linkType: 105, bytes: wlan("0841", [...hexBytes("00112233 44556677"), ...datagram]), want: { outcome: NOT_IP, etherType: WLAN_PROTECTED } },
  { name: "802.11 beacon", linkType: 105, bytes: wlan("8000", hexBytes("0000")), want: { outcome: NOT_IP, etherType: WLAN_MANAGEMENT } },
  { name: "802.11 null function", linkType: 105, bytes: wlan("4801", []), want: { outcome: NOT_IP, etherType: WLAN_MANAGEMENT } },
  { name: "802.11 acknowledgement", linkType: 105, bytes: hexBytes("d4000000 020000000001"), want: { outcome: NOT_IP, etherType: WLAN_MANAGEMENT } },
  { name: "radiotap with FCS", linkType: 127, bytes: [...radiotap, ...wlan("0801", [...snap(0x0800), ...datagram]), 1, 2, 3, 4], want: flow },
  { name: "radiotap with TSFT and padding", linkType: 127, bytes: [...radiotapTsft, ...wlan("8802", [...snap(0x0800), ...datagram], "0000 0000")], want: flow },
  { name: "radiotap that claims too much", linkType: 127, bytes: hexBytes("0000ff00 00000000"), want: { outcome: DROP_FRAME_TRUNCATED } },
  { name: "PPI over ethernet", linkType: 192, bytes: [...hexBytes("0000 0800 01000000"), ...ethernet(datagram)], want: flow },
  { name: "PPI in PPI", linkType: 192, bytes: hexBytes("0000 0800 c0000000 0000 0800 c0000000"), want: { outcome: DROP_LINK_TYPE } },
  { name: "prism", linkType: 119, bytes: [...hexBytes("44000000 0c000000 00000000"), ...wlan("0801", [...snap(0x0800), ...datagram])], want: flow },
  { name: "AVS", linkType: 163, bytes: [...hexBytes("80211001 0000000c 00000000"), ...wlan("0801", [...snap(0x0800), ...datagram])], want: flow },
  { name: "a link type nobody reads", linkType: 187, bytes: [1, 2, 3], want: { outcome: DROP_LINK_TYPE } },
]
for (const { name, want, ...frame } of cases) test(`link: ${name}`, () => expect(decodeFrame(frame)).toMatchObject(want))

test("MACs of an 802.11 frame follow its DS bits", () => {
  const decoder = testDecoder()
  const macs = (control: string, extra = "") => {
    decodeFrame({ linkType: 105, bytes: wlan(control, [...snap(0x0800), ...datagram], extra) }, decoder)
    return [decoder.packet.srcMacLow, decoder.packet.dstMacLow]
  }
  expect([macs("0800"), macs("0801"), macs("0802"), macs("0803", "020000000044")]).toEqual([[0x22, 0x11], [0x22, 0x33], [0x33, 0x11], [0x44, 0x33]])
})

test("ARP ties an address to a MAC", () => {
  const decoder = testDecoder()
  const request = hexBytes("0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002")
  expect(decodeFrame({ bytes: ethernet(request, 0x0806) }, decoder)).toMatchObject({ outcome: NOT_IP, etherType: 0x0806 })
  expect(decoder.packet).toMatchObject({ arpOperation: 1, arpSenderIpv4: 0x0a000001, arpSenderMacHigh: 0x0200, arpSenderMacLow: 1, arpTargetIpv4: 0x0a000002 })
  decodeFrame({ bytes: ethernet(request.slice(0, 20), 0x0806) }, decoder)
  expect(decoder.packet).toMatchObject({ arpOperation: 0, arpSenderMacHigh: -1 })
})

test("link headers in link headers end somewhere", () => {
  const nested = Array.from({ length: 4000 }).reduce<number[]>((bytes) => (bytes.push(...ethernet([], 0x6558)), bytes), [])
  expect(decodeFrame({ bytes: nested })).toMatchObject({ outcome: NOT_IP, oddities: ODD_TUNNEL_DEPTH })
})
