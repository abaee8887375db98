import { describe, expect, test } from "vitest"
import { parseIp } from "./ip-text.ts"
import { BROADCAST, LOCAL, locate, MULTICAST, REMOTE, UNSPECIFIED } from "./location.ts"
import { NetworkTable, parseNetwork } from "./networks.ts"

const words = new Uint32Array(4)

describe("reading a network", () => {
  const good = [
    { text: "10.1.2.3/8", cidr: "10.0.0.0/8" }, { text: "192.168.1.0/255.255.255.0=office", cidr: "192.168.1.0/24", alias: "office" },
    { text: "192.168.7.1", cidr: "192.168.7.1/32" }, { text: "fe80::/10", cidr: "fe80::/10" }, { text: "2001:db8:ffff::1/33 = lab", cidr: "2001:db8:8000::/33", alias: "lab" },
    { text: "0.0.0.0/0", cidr: "0.0.0.0/0" }, { text: "::/0", cidr: "::/0" }, { text: "10.0.0.0/0.0.0.0", cidr: "0.0.0.0/0" },
    { text: "2001:db8::/ffff:ffff::", cidr: "2001:db8::/32" },
  ]
  for (const { text, cidr, alias = null } of good) test(text, () => expect(parseNetwork(text)).toMatchObject({ cidr, alias }))
  for (const text of ["10.0.0.0/33", "10.0.0.0/255.0.255.0", "fe80::/129", "home", "10.0.0.0/x", "10.0.0.0/", "10.0.0.0/::"]) test(`${text} is refused`, () => expect(parseNetwork(text)).toBeNull())
})

describe("longest prefix match", () => {
  const table = new NetworkTable(["10.0.0.0/8=all,10.1.0.0/16", "10.1.2.0/24", "nonsense", "fe80::/10", "2001:db8::/32", "10.1.2.0/24"])
  const cases = [
    { ip: "10.9.9.9", want: "10.0.0.0/8" }, { ip: "10.1.9.9", want: "10.1.0.0/16" }, { ip: "10.1.2.9", want: "10.1.2.0/24" },
    { ip: "11.0.0.1", want: null }, { ip: "fe80::1", want: "fe80::/10" }, { ip: "fec0::1", want: null }, { ip: "2001:db8:1::", want: "2001:db8::/32" }, { ip: "::10.1.2.9", want: null },
  ]
  for (const { ip, want } of cases) test(ip, () => {
    parseIp(ip, words)
    const found = table.find(words, 0)
    expect(found < 0 ? null : table.networks[found].cidr).toBe(want)
  })
  test("what it could not read is kept for a message", () => expect(table.refused).toEqual(["nonsense"]))
  test("::/0 does not hold IPv4", () => {
    parseIp("8.8.8.8", words)
    expect(new NetworkTable(["::/0"]).find(words, 0)).toBe(-1)
    expect(new NetworkTable(["0.0.0.0/0"]).find(words, 0)).toBe(0)
  })
})

describe("location", () => {
  const table = new NetworkTable(["192.168.1.0/24", "10.0.0.0/31", "fe80::/10"])
  const cases = [
    { ip: "192.168.1.7", want: LOCAL }, { ip: "192.168.1.255", want: BROADCAST }, { ip: "10.0.0.1", want: LOCAL }, { ip: "8.8.8.8", want: REMOTE },
    { ip: "255.255.255.255", want: BROADCAST }, { ip: "224.0.0.251", want: MULTICAST }, { ip: "239.255.255.250", want: MULTICAST }, { ip: "240.0.0.1", want: REMOTE },
    { ip: "ff02::fb", want: MULTICAST }, { ip: "fe80::1", want: LOCAL }, { ip: "0.0.0.0", want: UNSPECIFIED }, { ip: "::", want: UNSPECIFIED }, { ip: "::1", want: REMOTE },
  ]
  for (const { ip, want } of cases) test(ip, () => {
    const into = { location: -1, network: -1 }
    parseIp(ip, words)
    locate(table, words, 0, into)
    expect(into.location).toBe(want)
  })
})
