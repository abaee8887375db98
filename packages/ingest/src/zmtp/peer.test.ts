import fc from "fast-check"
import { expect, test } from "vitest"
import { SourceError } from "../source.ts"
import type { CurveOptions } from "./curve.ts"
import { makeKeyPair } from "./crypto-box.ts"
import { parseEndpoint, parseEndpoints } from "./endpoint.ts"
import { command, encodeFrame, FLAG_COMMAND, FLAG_MORE } from "./frame.ts"
import { greeting } from "./greeting.ts"
import { encodeMetadata } from "./metadata.ts"
import { ZmtpPeer, type SocketType } from "./peer.ts"
import { fromZ85, toZ85 } from "./z85.ts"

const MAX_FRAME_BYTES = 1000

class Watched {
  readonly messages: string[][] = []
  readonly unusable: string[] = []
  readonly sent: Buffer[] = []
  failed: string | null = null
  ready = 0
  readonly peer: ZmtpPeer
  constructor(socketType: SocketType = "SUB", curve: CurveOptions | null = null) {
    this.peer = new ZmtpPeer({ socketType, curve, maxFrameBytes: MAX_FRAME_BYTES }, {
      send: (bytes) => { this.sent.push(Buffer.from(bytes)) },
      onReady: () => { this.ready++ },
      onMessage: (frames) => { this.messages.push(frames.map((frame) => Buffer.from(frame).toString("latin1"))) },
      onUnusable: (reason) => { this.unusable.push(reason) },
      onFailed: (why) => { this.failed = why },
    })
  }
}

const ready = (type: string) => encodeFrame(FLAG_COMMAND, command("READY", encodeMetadata(type)))
const text = (flags: number, body: string) => encodeFrame(flags, Buffer.from(body))
const opening = Buffer.concat([greeting("NULL", false), ready("PUB")])
const conversation = Buffer.concat([
  opening, text(FLAG_MORE, "flow"), text(0, "one"), text(FLAG_MORE, "flow"), text(0, "x".repeat(300)),
  text(FLAG_MORE, "flow"), text(0, "y".repeat(MAX_FRAME_BYTES + 1)), text(FLAG_MORE, "z".repeat(5000)), text(0, "tail of it"), text(FLAG_MORE, "event"), text(0, ""),
])

test("a stream means the same however it is cut", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 60 }), (cuts) => {
    const watched = new Watched()
    for (let at = 0, i = 0; at < conversation.length; i++) {
      const size = cuts[i % cuts.length]
      watched.peer.receive(conversation.subarray(at, at + size))
      at += size
    }
    expect(watched.messages).toEqual([["flow", "one"], ["flow", "x".repeat(300)], ["event", ""]])
    expect(watched.unusable).toEqual(["message-too-long", "message-malformed"])
    expect(watched.failed).toBeNull()
  }), { numRuns: 60 })
})

const badStreams = [
  { name: "a web browser", bytes: Buffer.from("GET / HTTP/1.1\r\n"), why: "it does not speak ZeroMQ's protocol" },
  { name: "ZMTP 2", bytes: Buffer.concat([Buffer.from("ff00000000000000017f0201", "hex"), Buffer.alloc(60)]), why: "it speaks version 2 of ZeroMQ's protocol, and 3 is needed (libzmq 4)" },
  { name: "another mechanism", bytes: Buffer.from(greeting("CURVE", false)), why: "it wants CURVE, and encryption is off here" },
  { name: "a nameless mechanism", bytes: Buffer.concat([Buffer.from("ff00000000000000007f0300", "hex"), Buffer.alloc(52)]), why: "it does not speak ZeroMQ's protocol" },
  { name: "messages before READY", bytes: Buffer.concat([greeting("NULL", false), text(0, "flow")]), why: "it sends messages before it said who it is" },
  { name: "another command", bytes: Buffer.concat([greeting("NULL", false), encodeFrame(FLAG_COMMAND, command("HELLO"))]), why: "it says HELLO where READY was due" },
  { name: "a command without a name", bytes: Buffer.concat([greeting("NULL", false), encodeFrame(FLAG_COMMAND, Buffer.from([9, 1]))]), why: "it sends messages before it said who it is" },
  { name: "READY whose lengths lie", bytes: Buffer.concat([greeting("NULL", false), encodeFrame(FLAG_COMMAND, command("READY", Buffer.from("0b536f636b65742d5479706500ffffff", "hex")))]), why: "its READY is malformed" },
  { name: "another socket", bytes: Buffer.concat([greeting("NULL", false), ready("ROUTER")]), why: "it is a ROUTER socket, and PUB is needed" },
  { name: "a huge frame before READY", bytes: Buffer.concat([greeting("NULL", false), Buffer.from("06ffffffffffffffff", "hex")]), why: "it sends frames that are too long before it said who it is" },
]
for (const { name, bytes, why } of badStreams) {
  test(`refused: ${name}`, () => {
    const watched = new Watched()
    watched.peer.receive(bytes)
    expect(watched.failed).toBe(why)
    watched.peer.receive(opening)
    expect(watched.ready).toBe(0)
  })
}

test("nothing that arrives makes a peer throw, plain or encrypted, and it never becomes ready by noise", () => {
  const keys = makeKeyPair()
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), fc.constantFrom("SUB" as const, "PUB" as const), (noise, encrypted, type) => {
    const watched = new Watched(type, encrypted ? { role: "server", keys } : null)
    watched.peer.receive(Buffer.concat([greeting(encrypted ? "CURVE" : "NULL", false), noise]))
    expect(watched.ready).toBe(0)
  }), { numRuns: 300 })
  const opened = new Watched()
  opened.peer.receive(opening)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => { opened.peer.receive(Buffer.from(noise)) }), { numRuns: 300 })
})

test("a heartbeat is answered with its context", () => {
  const watched = new Watched()
  watched.peer.receive(opening)
  watched.peer.receive(Buffer.from(encodeFrame(FLAG_COMMAND, command("PING", Buffer.from([0, 10]), Buffer.from("context")))))
  expect(watched.sent.at(-1)).toEqual(Buffer.from(encodeFrame(FLAG_COMMAND, command("PONG", Buffer.from("context")))))
})

test("subscriptions are prefixes, counted, and end; of 3.0 peers and of 3.1 peers", () => {
  const watched = new Watched("PUB")
  watched.peer.receive(Buffer.concat([greeting("NULL", false), ready("SUB")]))
  const say = (bytes: Uint8Array) => watched.peer.receive(Buffer.from(bytes))
  say(text(0, "\x01fl"))
  say(encodeFrame(FLAG_COMMAND, command("SUBSCRIBE", Buffer.from("fl"))))
  expect([watched.peer.wants(Buffer.from("flow")), watched.peer.wants(Buffer.from("f")), watched.peer.wants(Buffer.from("event"))]).toEqual([true, false, false])
  say(text(0, "\x00fl"))
  expect(watched.peer.wants(Buffer.from("flow"))).toBe(true)
  say(encodeFrame(FLAG_COMMAND, command("CANCEL", Buffer.from("fl"))))
  expect(watched.peer.wants(Buffer.from("flow"))).toBe(false)
  say(text(0, "\x01"))
  expect(watched.peer.wants(Buffer.from("anything"))).toBe(true)
})

test("CURVE: what is changed on the way, or played back, ends the connection", () => {
  const serverKeys = makeKeyPair()
  for (const tamper of ["bit", "replay"] as const) {
    const server = new Watched("SUB", { role: "server", keys: serverKeys })
    const client = new Watched("PUB", { role: "client", keys: makeKeyPair(), serverKey: serverKeys.publicKey })
    for (let i = 0; i < 4; i++) {
      for (const bytes of client.sent.splice(0)) server.peer.receive(bytes)
      for (const bytes of server.sent.splice(0)) client.peer.receive(bytes)
    }
    expect([server.ready, client.ready]).toEqual([1, 1])
    client.peer.send([Buffer.from("flow"), Buffer.from("secret")])
    const [topic, body] = client.sent.splice(0)
    expect(body.includes("secret")).toBe(false)
    server.peer.receive(topic)
    if (tamper === "bit") body[body.length - 1] ^= 1
    server.peer.receive(body)
    if (tamper === "replay") server.peer.receive(body)
    expect(server.messages).toEqual(tamper === "bit" ? [] : [["flow", "secret"]])
    expect(server.failed).toBe("a message of it was tampered with")
  }
})

test("Z85: the example of RFC 32, and there and back", () => {
  expect(toZ85(Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b))).toBe("HelloWorld")
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => { expect(fromZ85(toZ85(bytes))).toEqual(bytes) }))
  for (const bad of ["HelloWorl", "Hello World", "#####"]) expect(fromZ85(bad)).toBeNull()
})

const endpoints = [
  { text: "tcp://probe:5556", want: { host: "probe", port: 5556, path: null, isSwapped: false } },
  { text: "zmq://[2001:db8::1]:5556c", want: { host: "2001:db8::1", port: 5556, isSwapped: true } },
  { text: "tcp://*:5556c", want: { host: "*", port: 5556, isSwapped: true } },
  { text: "ipc:///run/x.ipc", want: { path: "/run/x.ipc", isSwapped: false } },
  { text: "ipc:///run/x?c", want: { path: "/run/x", isSwapped: true } },
  { text: "script.lua@tcp://a:1", want: { host: "a", port: 1 } },
]
for (const { text: written, want } of endpoints) test(`endpoint ${written}`, () => expect(parseEndpoint(written)).toMatchObject(want))
for (const bad of ["tcp://a", "tcp://a:0", "tcp://a:65536", "tcp://:5556", "udp://a:1", "ipc://", `ipc:///${"x".repeat(200)}`]) {
  test(`no endpoint: ${bad.slice(0, 20)}`, () => expect(() => parseEndpoint(bad)).toThrow(SourceError))
}
test("several endpoints make one interface", () => {
  expect(parseEndpoints("tcp://a:1, tcp://b:2c,ipc:///x").map(({ isSwapped }) => isSwapped)).toEqual([false, true, false])
  expect(() => parseEndpoints(" , ")).toThrow(SourceError)
})
