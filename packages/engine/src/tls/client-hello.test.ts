import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { ByteWindow } from "../bytes/byte-window.ts"
import { HelloScan, ja3, ja4, parseClientHello, scanClientHello } from "./client-hello.ts"

/** ClientHellos of the captures in corpus/tls: bodies behind record and handshake headers. */
const folder = new URL("../../../../corpus/tls/", import.meta.url)
const hellos = readdirSync(folder).filter((name) => name.endsWith(".pcap")).map((name) => {
  const bytes = readFileSync(new URL(name, folder))
  for (let at = 24; at < bytes.length - 60; at++)
    if (bytes[at] === 22 && bytes[at + 1] === 3 && bytes[at + 5] === 1 && bytes[at + 6] === 0 && bytes[at + 9] === 3) return { name, body: bytes.subarray(at + 9, at + 9 + bytes.readUInt16BE(at + 7)) }
  throw new Error(`no hello in ${name}`)
})
const window = (bytes: Uint8Array) => new ByteWindow().set(bytes, 0, bytes.length)
function signature(bytes: Uint8Array): number {
  const scan = new HelloScan()
  scanClientHello(window(bytes), 0, bytes.length, "tcp", scan)
  return scan.signature
}

test.each(hellos)("$name: another random and session id leave the signature, another suite changes it", ({ body }) => {
  const other = Uint8Array.from(body)
  other.fill(7, 2, 34)
  expect(signature(other)).toBe(signature(body))
  const suites = 34 + 1 + body[34] + 2
  other[suites + 1] ^= 1
  expect(signature(other)).not.toBe(signature(body))
})

test("one signature, one fingerprint, over every changed byte of every hello", () => {
  const fingerprints = new Map<number, string>()
  for (const { body } of hellos) {
    for (let at = 0; at < body.length; at++) {
      const changed = Uint8Array.from(body)
      changed[at] ^= 0x15
      const mark = signature(changed)
      if (Number.isNaN(mark)) continue
      const hello = parseClientHello(window(changed), 0, changed.length, false)
      if (!hello) continue
      const print = `${ja3(hello)} ${ja4(hello, "tcp")} ${hello.alpn.join()} ${hello.supportedVersions.join()} ${hello.echVersion}`
      expect(fingerprints.get(mark) ?? print).toBe(print)
      fingerprints.set(mark, print)
    }
  }
  expect(fingerprints.size).toBeGreaterThan(100)
})

test("every prefix of a hello is read without a throw and gets no signature", () => {
  for (const { body } of hellos) {
    for (let length = 0; length < body.length; length++) {
      const scan = new HelloScan()
      scanClientHello(window(body.subarray(0, length)), 0, body.length, "tcp", scan)
      expect(scan.signature).toBeNaN()
      parseClientHello(window(body.subarray(0, length)), 0, body.length, false)
    }
  }
})
