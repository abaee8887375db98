import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { getEnvironmentData, Worker } from "node:worker_threads"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { formatIp, parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { Reader } from "mmdb-lib"
import { asnTables } from "./compile/asn-tables.ts"
import { compileFacts } from "./compile/compile-facts.ts"
import { AsnFacts } from "./asn-facts.ts"
import { readFactsFiles, type FactsFiles } from "./facts-files.ts"
import { createAddressFacts, loadAddressFacts, SHARED_KEY, type LoadedAddressFacts } from "./load-address-facts.ts"
import { MmdbFacts } from "./mmdb-facts.ts"
import { encodeTables } from "./table-file.ts"

const packagesFrom = fileURLToPath(new URL("../../package.json", import.meta.url))
const scratch = mkdtempSync(path.join(tmpdir(), "netweir-facts-"))
const built = path.join(scratch, "built")
let facts: LoadedAddressFacts

beforeAll(() => {
  expect(compileFacts(built, packagesFrom)).toBe(true)
  facts = createAddressFacts(readFactsFiles(null, built))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const words = new Uint32Array(7)
function at(ip: string): [Uint32Array, number] {
  expect(parseIp(ip, words, 3)).toBe(true)
  return [words, 3]
}

describe("the tables that ship", () => {
  const known = [
    { ip: "8.8.8.8", country: "US", asn: 15169, name: /google/i }, { ip: "1.1.1.1", asn: 13335, name: /cloudflare/i },
    { ip: "2001:4860:4860::8888", country: "CA", asn: 15169, name: /google/i }, { ip: "193.0.6.139", country: "NL", asn: 3333, name: /ripe/i },
    { ip: "2001:500:2f::f", asn: 3557, name: /./ }, { ip: "133.11.0.1", country: "JP", asn: 2501, name: /./ },
    { ip: "192.168.1.1", country: "", asn: 0 }, { ip: "10.0.0.1", country: "", asn: 0 }, { ip: "0.0.0.0", country: "", asn: 0 }, { ip: "255.255.255.255", country: "", asn: 0 },
    { ip: "224.0.0.1", country: "", asn: 0 }, { ip: "::", country: "", asn: 0 }, { ip: "::1", country: "", asn: 0 }, { ip: "fe80::1", country: "", asn: 0 }, { ip: "ff02::1", country: "", asn: 0 },
    { ip: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", country: "", asn: 0 },
  ]
  for (const { ip, country, asn, name } of known) test(ip, () => {
    if (country !== undefined) expect(facts.country(...at(ip))).toBe(country)
    expect(facts.asn(...at(ip))).toBe(asn)
    if (name) expect(facts.asName(asn)).toMatch(name)
  })
  test("the tree is walked as mmdb-lib walks it", () => {
    const bytes = readFileSync(path.join(built, "country.mmdb"))
    const reader = new Reader(bytes)
    const tree = new MmdbFacts(bytes)
    let seed = 1
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0)
    const countries = new Set<string>()
    for (let i = 0; i < 4000; i++) {
      const isIpv4 = i % 2 === 0
      words.set(isIpv4 ? [0, 0, 0xffff, random()] : [0x20010000 + (random() >>> 16) + 0x01000000 * (i % 24), random(), random(), random()], 3)
      const record: unknown = reader.get(formatIp(words, 3))
      const want = typeof record === "object" && record !== null ? String(Reflect.get(record, "country_code")) : ""
      expect(tree.find(words, 3).country).toBe(want)
      countries.add(want)
    }
    expect(countries.size).toBeGreaterThan(50)
  })
  test("an AS that nobody has", () => expect(facts.asName(4_294_967_000)).toBe(""))

  const macs = [
    { mac: [0x00000c, 0x123456], vendor: /^Cisco Systems/ }, { mac: [0xb827eb, 0], vendor: /Raspberry Pi/ },
    { mac: [0xc85ce2, 0x7abcde], vendor: /^SYNERGY SYSTEMS/ }, // MA-M: the registry's own block, cut in 16
    { mac: [0x02000c, 0x123456], vendor: /^$/ }, // made up by the device
    { mac: [0xb827eb], vendor: /Raspberry Pi/ },
  ] as const
  for (const { mac: [prefix, rest], vendor } of macs) test(`MAC ${prefix.toString(16)}`, () => expect(facts.vendor(prefix, rest)).toMatch(vendor))

  test("nothing to do when the packages are the same", () => expect(compileFacts(built, packagesFrom)).toBe(false))
  test("used files are named, nothing is wrong", () => expect(facts).toMatchObject({ sources: ["asn.bin", "country.mmdb", "vendors.bin"], problems: [] }))
  test("they load in less than 100 ms and take less than 40 MB", () => {
    const startedMs = performance.now()
    const files = readFactsFiles(null, built)
    createAddressFacts(files)
    expect(performance.now() - startedMs).toBeLessThan(100)
    expect([files.asn, files.country, files.vendors].reduce((sum, file) => sum + (file?.byteLength ?? 0), 0)).toBeLessThan(40e6)
  })
})

describe("ranges of a CSV file", () => {
  const csvIpv4 = `16777216,16777471,13335,"Cloudflare, ""Inc"""\n16777472,16777473,13335,x\n16777300,16777480,7,inside and beyond\nnonsense\n4294967040,4294967295,9,last\n`
  const csvIpv6 = `2001:db8::,2001:db8::2f,64496,a\n2001:db8::30,2001:db8::30,64497,b\nffff::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,64498,c\n`
  const file = encodeTables(asnTables(Buffer.from(csvIpv4), Buffer.from(csvIpv6)))
  const shared = new SharedArrayBuffer(file.length)
  new Uint8Array(shared).set(file)
  const asns = new AsnFacts(shared)
  const cases = [
    { ip: "0.255.255.255", asn: 0 }, { ip: "1.0.0.0", asn: 13335 }, { ip: "1.0.1.1", asn: 13335 }, { ip: "1.0.1.2", asn: 7 }, { ip: "1.0.1.8", asn: 7 }, { ip: "1.0.1.9", asn: 0 },
    { ip: "255.255.254.255", asn: 0 }, { ip: "255.255.255.255", asn: 9 }, { ip: "2001:db8::2f", asn: 64496 }, { ip: "2001:db8::30", asn: 64497 }, { ip: "2001:db8::31", asn: 0 },
    { ip: "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", asn: 0 }, { ip: "ffff::1", asn: 64498 },
  ]
  for (const { ip, asn } of cases) test(ip, () => expect(asns.asn(...at(ip))).toBe(asn))
  test("quoted names", () => expect(asns.asName(13335)).toBe('Cloudflare, "Inc"'))
})

describe("the user's own files", () => {
  const dataDir = path.join(scratch, "data")
  test("come first, and a broken one is a problem, not a failure", () => {
    mkdirSync(path.join(dataDir, "geo"), { recursive: true })
    copyFileSync(path.join(built, "country.mmdb"), path.join(dataDir, "geo", "mine.mmdb"))
    writeFileSync(path.join(dataDir, "geo", "broken.mmdb"), "this is no database")
    writeFileSync(path.join(dataDir, "geo", "notes.txt"), "not looked at")
    const mine = createAddressFacts({ ...readFactsFiles(dataDir, built), country: null })
    expect(mine.country(...at("8.8.8.8"))).toBe("US")
    expect(mine.country(...at("2a00:1450:4001:801::200e"))).toBe("DE")
    expect(mine.sources[0]).toBe("mine.mmdb")
    expect(mine.problems).toEqual([expect.stringContaining("broken.mmdb")])
  })
  test("without any file everything is unknown, and that is said", () => {
    const none = createAddressFacts(readFactsFiles(null, path.join(scratch, "nowhere")))
    expect([none.country(...at("8.8.8.8")), none.asn(...at("8.8.8.8")), none.asName(15169), none.vendor(0x00000c)]).toEqual(["", 0, "", ""])
    expect(none.problems.length).toBe(3)
  })
})

test("workers that start later share the memory", async () => {
  await loadAddressFacts({ dataDir: null })
  const files = getEnvironmentData(SHARED_KEY) as unknown as FactsFiles
  const worker = new Worker(
    `const { getEnvironmentData, parentPort, workerData } = require("node:worker_threads")
     const { asn } = getEnvironmentData(workerData)
     new Uint8Array(asn)[1] ^= 0xff
     parentPort.postMessage(asn.byteLength)`,
    { eval: true, workerData: SHARED_KEY },
  )
  expect(await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject))).toBe(files.asn?.byteLength)
  expect(new Uint8Array(files.asn ?? new SharedArrayBuffer(2))[1]).toBe("W".charCodeAt(0) ^ 0xff)
})
