import { describe, expect, test } from "vitest"
import { AddressBook, MAX_WAITING_CARDS, type NameSource } from "./address-book.ts"
import { Traffic } from "./testing/traffic.ts"

const ip = "192.168.1.2"
const words = Uint32Array.of(0, 0, 0xffff, 0xc0a80102)

describe("the best name", () => {
  // Learned in the given order; alias > DHCP > DNS > NetBIOS > mDNS whatever the order.
  const cases: { learned: readonly (readonly [source: NameSource, name: string])[]; best: string; source: NameSource }[] = [
    { learned: [["mdns", "m"]], best: "m", source: "mdns" },
    { learned: [["mdns", "m"], ["netbios", "N"]], best: "N", source: "netbios" },
    { learned: [["dns", "d"], ["mdns", "m"], ["netbios", "N"]], best: "d", source: "dns" },
    { learned: [["dhcp", "h"], ["dns", "d"]], best: "h", source: "dhcp" },
    { learned: [["dns", "d"], ["dhcp", "h"], ["mdns", "m"]], best: "h", source: "dhcp" },
    { learned: [["alias", "a"], ["dhcp", "h"], ["dns", "d"]], best: "a", source: "alias" },
    { learned: [["dns", "old"], ["dns", "new"]], best: "new", source: "dns" },
  ]
  for (const known of ["in the table", "not yet seen"]) for (const { learned, best, source } of cases)
    test(`${learned.map(([from, name]) => `${from} ${name}`).join(", ")} (${known})`, () => {
      const book = new AddressBook({})
      const row = known === "in the table" ? 0 : -1
      for (const [i, [from, name]] of learned.entries()) book.learnName(row, ip, 0, name, from, i)
      if (row < 0) book.hostEntered(0, words, 0, 0)
      expect(book.best(0)).toMatchObject({ name: best, source })
      expect(book.namesOf(0)[0].name).toBe(best)
    })
})

test("an older name of the same source does not win", () => {
  const book = new AddressBook({})
  book.learnName(0, ip, 0, "new", "dns", 20)
  book.learnName(0, ip, 0, "old", "dns", 10)
  expect(book.nameOf(0)).toBe("new")
})

test("the user's alias holds before everything, on all VLANs or one, and can be taken back", () => {
  const book = new AddressBook({ "192.168.1.2": "desk", "192.168.1.2@7": "lab" })
  for (const vlan of [0, 1, 7]) book.hostEntered(vlan, words, 0, vlan)
  expect([0, 1, 7].map((row) => book.nameOf(row))).toEqual(["desk", "desk", "lab"])
  book.learnName(0, ip, 0, "dns-name", "dns", 1)
  book.setAlias(ip, "chair", [0])
  expect(book.nameOf(0)).toBe("chair")
  book.setAlias(ip, null, [0])
  expect(book.nameOf(0)).toBe("dns-name")
})

test("what is known survives the host's absence", () => {
  const book = new AddressBook({})
  book.hostEntered(0, words, 0, 3)
  book.learnName(0, ip, 3, "pc", "dhcp", 1)
  book.learnOs(0, ip, 3, "Linux")
  book.hostLeft(0, words, 0, 3)
  expect(book.waitingCount).toBe(1)
  book.hostEntered(5, words, 0, 4)
  expect(book.nameOf(5)).toBeNull()
  book.hostEntered(6, words, 0, 3)
  expect([book.nameOf(6), book.osOf(6), book.waitingCount]).toEqual(["pc", "Linux", 0])
})

test("waiting cards are bounded, the oldest leave", () => {
  const book = new AddressBook({})
  for (let i = 0; i < MAX_WAITING_CARDS + 10; i++) book.learnName(-1, `10.0.${i >> 8}.${i & 255}`, 0, "x", "dns", i)
  expect([book.waitingCount, book.evicted]).toEqual([MAX_WAITING_CARDS, 10])
  book.hostEntered(0, Uint32Array.of(0, 0, 0xffff, 0x0a000000), 0, 0)
  book.hostEntered(1, Uint32Array.of(0, 0, 0xffff, 0x0a00000a), 0, 0)
  expect([book.nameOf(0), book.nameOf(1)]).toEqual([null, "x"])
})

test("through the accounting: names and OS reach rows, search and peers", () => {
  const traffic = new Traffic()
  traffic.accounting.learnName("8.8.8.8", 0, "dns.google", "dns", 1)
  const row = traffic.start({ client: ip, server: "8.8.8.8" })
  traffic.send(row, true, 60)
  traffic.harvest()
  traffic.accounting.learnName(ip, 0, "laptop", "dhcp", 2)
  traffic.accounting.learnOs(ip, 0, "Windows 11")
  const detail = traffic.accounting.host(ip, 0)
  expect(detail).toMatchObject({ row: { name: "laptop", nameSource: "dhcp", os: "Windows 11" }, peers: [{ key: "8.8.8.8", name: "dns.google" }] })
  expect(traffic.accounting.nameOf(traffic.flows.hostB[row])).toBe("dns.google")
  traffic.accounting.setAlias(ip, "my laptop")
  expect(traffic.accounting.host(ip, 0)?.names.map(({ name }) => name)).toEqual(["my laptop", "laptop"])
  expect(traffic.accounting.search("GOOG", 10)).toEqual([
    { kind: "host", key: "8.8.8.8", label: "dns.google" }, { kind: "asn", key: "15169", label: "AS15169 Google LLC" },
  ])
  expect(traffic.accounting.search("192.168", 10).map(({ key }) => key)).toEqual(["192.168.1.2", "192.168.1.0/24"])
  expect(traffic.accounting.search("00:11", 1)).toHaveLength(1)
  expect(traffic.accounting.search(" ", 10)).toEqual([])
})
