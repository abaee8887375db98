// Both roles, both directions of connecting, plain and encrypted, against libzmq itself.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { Publisher, Subscriber } from "zeromq"
import { makeKeyPair } from "./crypto-box.ts"
import { parseEndpoint } from "./endpoint.ts"
import { ZmtpPublisher } from "./publisher.ts"
import { ZmtpSocket } from "./socket.ts"
import { freePort } from "./testing/free-port.ts"
import { toZ85 } from "./z85.ts"

const folder = mkdtempSync(path.join(tmpdir(), "netweir-zmtp-"))
afterAll(() => rmSync(folder, { recursive: true }))

const collector = makeKeyPair()
const probe = makeKeyPair()
const MESSAGES = 300
const cases = [
  { transport: "tcp", encrypted: false, collectorListens: false },
  { transport: "tcp", encrypted: false, collectorListens: true },
  { transport: "tcp", encrypted: true, collectorListens: false },
  { transport: "tcp", encrypted: true, collectorListens: true },
  { transport: "ipc", encrypted: false, collectorListens: false },
  { transport: "ipc", encrypted: true, collectorListens: true },
] as const

let sockets = 0
async function address(transport: "tcp" | "ipc"): Promise<string> {
  return transport === "tcp" ? `tcp://127.0.0.1:${await freePort()}` : `ipc://${folder}/${sockets++}`
}
const swapped = (text: string, isSwapped: boolean) => parseEndpoint(isSwapped ? `${text}${text.startsWith("ipc") ? "?c" : "c"}` : text)

/** Small, around the border of long frames, and large. */
const payload = (i: number) => Buffer.alloc([0, 1, 220, 221, 222, 255, 256, 70_000][i % 8], i & 255)

async function receiveUntilLast(sub: Subscriber): Promise<Buffer[][]> {
  const got: Buffer[][] = []
  for await (const frames of sub) {
    if (frames[0].toString() === "last") break
    got.push(frames)
  }
  return got
}

for (const { transport, encrypted, collectorListens } of cases) {
  const name = `${transport}, ${encrypted ? "CURVE" : "plain"}, ${collectorListens ? "collector" : "probe"} listens`

  test(`libzmq publishes, we subscribe: ${name}`, async () => {
    const at = await address(transport)
    const pub = new Publisher({ linger: 0, sendHighWaterMark: 0, ...(encrypted && { curveServerKey: toZ85(collector.publicKey), curvePublicKey: toZ85(probe.publicKey), curveSecretKey: toZ85(probe.secretKey) }) })
    const got: Buffer[][] = []
    let done = () => {}
    const finished = new Promise<void>((resolve) => { done = resolve })
    let sub: ZmtpSocket | null = null
    if (!collectorListens) await pub.bind(at)
    sub = new ZmtpSocket({ socketType: "SUB", endpoint: swapped(at, collectorListens), listens: collectorListens, curve: encrypted ? { role: "server", keys: collector } : null, maxFrameBytes: 131_072 }, {
      onReady: ({ zmtp }) => {
        zmtp.subscribe("flow")
        zmtp.subscribe("last")
      },
      onMessage: (frames) => {
        if (Buffer.from(frames[0]).toString().startsWith("last")) return done()
        got.push(frames.map((frame) => Buffer.from(frame)))
      },
    })
    await sub.open()
    if (collectorListens) pub.connect(at)
    // A publisher hears of subscriptions late: it goes on until the first message came through.
    let round = 0
    while (got.length === 0) {
      await pub.send([`flow ${round++}`, payload(0)])
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    await pub.send(["other", "not subscribed"])
    for (let i = 0; i < MESSAGES; i++) await pub.send([`flow ${round + i}`, payload(i)])
    await pub.send(["last", ""])
    await finished
    const numbers = got.map(([topic]) => Number(topic.toString().slice(5)))
    expect(numbers).toEqual(Array.from({ length: got.length }, (_, i) => numbers[0] + i))
    expect(numbers.at(-1)).toBe(round + MESSAGES - 1)
    for (let i = 0; i < MESSAGES; i++) expect(got[got.length - MESSAGES + i][1].equals(payload(i))).toBe(true)
    await sub.close()
    pub.close()
  })

  test(`we publish, libzmq subscribes: ${name}`, async () => {
    const at = await address(transport)
    const sub = new Subscriber({ linger: 0, receiveHighWaterMark: 0, ...(encrypted && { curveServer: true, curveSecretKey: toZ85(collector.secretKey) }) })
    sub.subscribe("flow", "last")
    if (collectorListens) await sub.bind(at)
    const pub = new ZmtpPublisher({ endpoints: [swapped(at, collectorListens)], curve: encrypted ? { role: "client", keys: probe, serverKey: collector.publicKey } : null })
    await pub.open()
    if (!collectorListens) sub.connect(at)
    // libzmq sends its subscriptions when its user asks for messages.
    const received = receiveUntilLast(sub)
    while (pub.counters.sent === 0) {
      pub.send([Buffer.from("flow first"), payload(1)])
      await new Promise((resolve) => { setImmediate(resolve) })
    }
    pub.send([Buffer.from("other"), payload(1)])
    for (let i = 0; i < MESSAGES; i++) pub.send([Buffer.from(`flow ${i}`), payload(i)])
    pub.send([Buffer.from("last"), payload(0)])
    const got = await received
    expect(got.shift()?.[0].toString()).toBe("flow first")
    expect(got.map(([topic]) => topic.toString())).toEqual(Array.from({ length: MESSAGES }, (_, i) => `flow ${i}`))
    for (const [i, [, body]] of got.entries()) expect(body.equals(payload(i))).toBe(true)
    expect(pub.counters).toMatchObject({ dropped: 0, sent: MESSAGES + 2 })
    await pub.close()
    sub.close()
  })
}

test("the wrong key is refused on both sides, and said", async () => {
  const at = await address("tcp")
  const other = makeKeyPair()
  const gone: (string | null)[] = []
  const sub = new ZmtpSocket({ socketType: "SUB", endpoint: swapped(at, true), listens: true, curve: { role: "server", keys: collector }, maxFrameBytes: 1024 }, { onGone: (_, why) => { gone.push(why) } })
  await sub.open()
  const pub = new Publisher({ linger: 0, curveServerKey: toZ85(other.publicKey), curvePublicKey: toZ85(probe.publicKey), curveSecretKey: toZ85(probe.secretKey) })
  pub.connect(at)
  while (gone.length === 0) await new Promise((resolve) => { setImmediate(resolve) })
  expect(gone[0]).toBe("it encrypts for another public key than ours")
  pub.close()
  await sub.close()
})
