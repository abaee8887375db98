import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { describe, expect, test } from "vitest"
import { SourceError } from "../source.ts"
import { parseCollectorSpec } from "./collector-spec.ts"

function words(text: string): Uint32Array {
  const into = new Uint32Array(4)
  parseIp(text, into)
  return into
}

const addresses: readonly (readonly [spec: string, want: readonly (readonly [string, number])[]])[] = [
  ["netflow://", [["", 2055]]], ["netflow://:9995", [["", 9995]]], ["ipfix://", [["", 4739]]], ["sflow://:6343", [["", 6343]]], ["flows://*:2055/", [["", 2055]]],
  ["netflow://:2055,:9995,[::1]:2055", [["", 2055], ["", 9995], ["::1", 2055]]], ["netflow://192.0.2.1", [["192.0.2.1", 2055]]], ["sflow://[fe80::1%eth0]", [["fe80::1%eth0", 6343]]],
  ["netflow://localhost:0", [["localhost", 0]]], ["core@netflow://:2055", [["", 2055]]], ["ipfix+tcp://10.0.0.1:4739", [["10.0.0.1", 4739]]],
]
for (const [spec, want] of addresses) test(spec, () => expect(parseCollectorSpec(spec).addresses).toEqual(want.map(([host, port]) => ({ host, port }))))

const errors: readonly (readonly [spec: string, message: string, fix: string])[] = [
  ["netflow://::1:2055", "an address that can't be read", "in brackets"], ["netflow://2001:db8::1", "an address that can't be read", "in brackets: [2001:db8::1]:2055"],
  ["netflow://a:b:c", "an address that can't be read", "Write ADDRESS:PORT"],
  ["netflow://[10.0.0.1]:2055", "no IPv6 address between the brackets", "[::1]:2055"], ["netflow://2055", "can't be read", "A port alone is written :2055."],
  ["netflow://:99999", "a port beyond 65535", "2055"], ["sflow://:6343?samplign=5", "doesn't exist here, samplign", "Did you mean sampling?"],
  ["netflow://:2055?sampling=10.0.0.0/8:0", "can't be read", "sampling=10.0.0.0/8:1000"], ["netflow://:2055?sampling=much", "can't be read, much", "sampling=1000"],
  ["netflow://:2055?allow=10.0.0.0/40", "can't be read, 10.0.0.0/40", "prefixes"], ["netflow://:2055?allow=", "allows nobody", "allow=10.0.0.0/8"],
  ["netflow://:2055?unknown=maybe", "unknown=maybe", "drop, keep"], ["netflow://:2055?allow=%zz", "%-escape", "%25"], ["netflow://:2055?cert=a", "doesn't exist here, cert", "There are:"],
  ["ipfix+tls://:4740", "has no certificate", "PEM"], ["ipfix+tls://:4740?cert=a", "has no key", "PEM"], ["ipfix+tcp://:1?sessions=0", "sessions=0", "from 1 to 65536"],
  [`netflow://${":1,".repeat(70)}:1`, "more than 64 addresses", "empty address"], ["cflow://:2055", "no way to collect flows", "netflow://"],
]
for (const [spec, message, fix] of errors) {
  test(`refused: ${spec.slice(0, 60)}`, () => {
    let caught: unknown
    try {
      parseCollectorSpec(spec)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(SourceError)
    expect(caught).toMatchObject({ code: "interface-invalid", message: expect.stringContaining(message), fix: expect.stringContaining(fix) })
  })
}

describe("options", () => {
  test("sampling and who may send", () => {
    const { rules, keepUnknown } = parseCollectorSpec("netflow://:2055?sampling=10.0.0.0/8:512,2001:db8::/32:64&assume-sampling=1000&allow=10.0.0.0/8,2001:db8::/32&unknown=keep")
    expect([rules.forcedSamplingOf(words("10.1.1.1")), rules.forcedSamplingOf(words("2001:db8::1")), rules.forcedSamplingOf(words("192.0.2.1"))]).toEqual([512, 64, 0])
    expect([rules.assumedSamplingOf(words("192.0.2.1")), rules.assumedSamplingOf(words("2001:db9::1"))]).toEqual([1000, 1000])
    expect([rules.allows(words("10.1.1.1")), rules.allows(words("192.0.2.1"))]).toEqual([true, false])
    expect(keepUnknown).toBe(true)
  })

  test("nothing said: everybody, as told", () => {
    const { rules, keepUnknown, tls } = parseCollectorSpec("flows://")
    expect([rules.allows(words("192.0.2.1")), rules.forcedSamplingOf(words("192.0.2.1")), keepUnknown, tls]).toEqual([true, 0, false, null])
  })

  test("TLS", () => {
    expect(parseCollectorSpec("ipfix+tls://?cert=/etc/a%20b.pem&key=k.pem&ca=ca.pem&sessions=10&idle=60")).toMatchObject({ tls: { certificate: "/etc/a b.pem", key: "k.pem", clientAuthority: "ca.pem" }, maxSessions: 10, idleSeconds: 60, addresses: [{ host: "", port: 4740 }] })
  })
})
