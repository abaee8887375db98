// Client SYNs of well-known systems, options written by hand after RFC 9293 and RFC 7323.
import { expect, test } from "vitest"
import { hex } from "../bytes/byte-window.ts"
import { Packet } from "../decode/packet.ts"
import { TcpFingerprints } from "./tcp-fingerprint.ts"

function syn(options: string, { ttl = 64, window = 65_535, flags = 2 } = {}): Packet {
  const packet = new Packet()
  packet.payloadSource = hex(options)
  packet.tcpOptionsStart = 0
  packet.tcpOptionsBytes = packet.payloadSource.length
  Object.assign(packet, { ttl, tcpWindow: window, tcpFlags: flags })
  return packet
}
const WINDOWS = "020405b4 01 030308 01 01 0402"
const LINUX = "020405b4 0402 080a 11223344 00000000 01 030307"

test.each([
  ["Windows", syn(WINDOWS, { ttl: 127, window: 64_240 }), "2_128_64240_6bb88f5575fd", "Windows"],
  ["Linux", syn(LINUX, { ttl: 52, window: 64_240 }), "2_64_64240_2e3cee914fc1", "Linux"],
  ["macOS: behind the end of the list nothing counts", syn("020405b4 01 030306 0101 080a 01020304 00000000 0402 0000"), "2_64_65535_dd5737e4fedb", "macOS"],
  ["a scanner", syn("020405b4", { ttl: 54, window: 1024 }), "2_64_1024_6bbe28597824", null],
  ["a router", syn("", { ttl: 255, window: 4128 }), "2_255_4128_e3b0c44298fc", null],
  ["broken length", syn("0200", { window: 1 }), "2_64_1_a953f09a1b6b", null],
])("%s", (_, packet, text, os) => {
  const all = new TcpFingerprints()
  expect(all.find(all.numberOf(packet))).toEqual({ text, os })
})

test("timestamps do not make another fingerprint, anything else does", () => {
  const all = new TcpFingerprints()
  const number = all.numberOf(syn(LINUX))
  expect(all.numberOf(syn(LINUX.replace("11223344", "99887766")))).toBe(number)
  for (const other of [syn(LINUX, { window: 1 }), syn(LINUX, { ttl: 128 }), syn(LINUX, { flags: 194 }), syn(LINUX.replace("030307", "030308"))]) expect(all.numberOf(other)).not.toBe(number)
  expect(all.size).toBe(5)
})

test("invented fingerprints fill the table and no more", () => {
  const all = new TcpFingerprints()
  const packet = syn("020405b4")
  for (let window = 0; window < 9000; window++) {
    packet.tcpWindow = window
    all.numberOf(packet)
  }
  expect([all.size, all.refused]).toEqual([8192, 808])
  expect(all.find(0)).toBeUndefined()
})
