import { expect, test } from "vitest"
import { ipText, isMulticast, macText, parseIp } from "./addresses.ts"

// RFC 5952 section 4 and 5
const texts = [
  ["1.2.3.4", "1.2.3.4"], ["255.255.255.255", "255.255.255.255"], ["::ffff:1.2.3.4", "1.2.3.4"],
  ["2001:db8::1", "2001:db8::1"], ["2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"], ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["::", "::"], ["::1", "::1"], ["fe80::", "fe80::"], ["1:0:0:2:0:0:0:3", "1:0:0:2::3"], ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
] as const
for (const [text, want] of texts) test(`address ${text}`, () => {
  const words = new Uint32Array(6)
  expect(parseIp(text, words, 2)).toBe(true)
  expect(ipText(words, 2)).toBe(want)
})

for (const text of ["", "1.2.3", "1.2.3.256", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "host", ":1", "1:2:3:4:5:6:7::8"])
  test(`not an address: "${text}"`, () => expect(parseIp(text, new Uint32Array(4))).toBe(false))

test("multicast groups of both versions", () => {
  const words = new Uint32Array(4)
  const is = (text: string) => (parseIp(text, words), isMulticast(words, 0))
  expect(["224.0.0.251", "239.1.1.1", "ff02::fb"].map(is)).toEqual([true, true, true])
  expect(["223.255.255.255", "240.0.0.1", "fe80::1"].map(is)).toEqual([false, false, false])
})

test("MAC text", () => expect(macText(0x0a1b, 0x2c3d4e5f)).toBe("0a:1b:2c:3d:4e:5f"))
