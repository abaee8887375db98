import { expect, test } from "vitest"
import { formatIp, formatMac, parseIp, parseMac } from "./ip-text.ts"

const words = new Uint32Array(6)

const roundTrips = [
  { text: "0.0.0.0" }, { text: "192.168.1.255" }, { text: "255.255.255.255" },
  { text: "::" }, { text: "::1" }, { text: "fe80::1", from: "FE80:0000::0001" }, { text: "fe80::2", from: "fe80::2%eth0" },
  { text: "2001:db8::1:0:0:1", from: "2001:db8:0:0:1:0:0:1" }, // the first of equally long runs (RFC 5952 section 4.2.3)
  { text: "2001:db8:0:1:1:1:1:1", from: "2001:db8::1:1:1:1:1" }, // one group is not shortened (4.2.2)
  { text: "2001:0:0:1::", from: "2001:0:0:1:0:0:0:0" }, // the longest run
  { text: "1.2.3.4", from: "::ffff:1.2.3.4" }, { text: "64:ff9b::102:304", from: "64:ff9b::1.2.3.4" },
]
for (const { text, from = text } of roundTrips) test(`address ${from}`, () => {
  expect(parseIp(from, words, 1)).toBe(true)
  expect(formatIp(words, 1)).toBe(text)
})

for (const text of ["", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.-4", "a.b.c.d", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "g::"])
  test(`"${text}" is no address`, () => expect(parseIp(text, words)).toBe(false))

test("MAC addresses", () => {
  expect(formatMac(0x0123, 0x456789ab)).toBe("01:23:45:67:89:ab")
  expect(formatMac(0, 1)).toBe("00:00:00:00:00:01")
  expect(parseMac("01-23-45-67-89-AB")).toBe(0x0123456789ab)
  expect(parseMac("01:23:45")).toBe(-1)
})
