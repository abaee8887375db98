import { expect, test } from "vitest"
import { parseIp } from "../addresses/ip-text.ts"
import { communityId } from "./community-id.ts"

// Computed independently with sha1sum over the bytes that the specification lays out; the first is its own example.
const flows = [
  { name: "TCP", src: "128.232.110.120", dst: "66.35.250.204", ipProtocol: 6, srcPort: 34_855, dstPort: 80, want: "1:LQU9qZlK+B5F3KDmev6m5PMibrg=" },
] as const

function idOf(src: string, dst: string, ipProtocol: number, srcPort: number, dstPort: number, icmpType = 0, icmpCode = 0) {
  const words = new Uint32Array(8)
  parseIp(src, words, 0)
  parseIp(dst, words, 4)
  return communityId({ words, srcAt: 0, dstAt: 4, ipVersion: src.includes(":") ? 6 : 4, ipProtocol, srcPort, dstPort, icmpType, icmpCode })
}

for (const { name, src, dst, ipProtocol, srcPort, dstPort, want } of flows) test(`Community ID of ${name}, either way`, () => {
  expect(idOf(src, dst, ipProtocol, srcPort, dstPort)).toBe(want)
  expect(idOf(dst, src, ipProtocol, dstPort, srcPort)).toBe(want)
})

test("ICMP: request and answer share an id, one-way messages keep their direction", () => {
  expect(idOf("192.168.0.89", "192.168.0.1", 1, 0, 0, 8, 0)).toBe(idOf("192.168.0.1", "192.168.0.89", 1, 0, 0, 0, 0))
  expect(idOf("fe80::1", "fe80::2", 58, 0, 0, 135, 0)).toBe(idOf("fe80::2", "fe80::1", 58, 0, 0, 136, 0))
  expect(idOf("192.168.0.89", "192.168.0.1", 1, 0, 0, 11, 0)).not.toBe(idOf("192.168.0.1", "192.168.0.89", 1, 0, 0, 11, 0))
})

test("protocols without ports: addresses alone", () => {
  expect(idOf("10.0.0.1", "10.0.0.2", 89, 1, 2)).toBe(idOf("10.0.0.2", "10.0.0.1", 89, 3, 4))
})
