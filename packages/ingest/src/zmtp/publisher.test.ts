// How a publisher ends: everything that it sent arrives, whatever its subscriber says meanwhile; a subscriber that is stuck is not waited for.
import { expect, test } from "vitest"
import { parseEndpoint } from "./endpoint.ts"
import { ZmtpPublisher } from "./publisher.ts"
import { ZmtpSocket } from "./socket.ts"
import { freePort } from "./testing/free-port.ts"

const MESSAGES = 200
const PAYLOAD = Buffer.alloc(50_000)
const turn = () => new Promise((resolve) => { setImmediate(resolve) })

async function pair(isSwapped: boolean) {
  const at = `tcp://127.0.0.1:${await freePort()}${isSwapped ? "c" : ""}`
  const got: number[] = []
  let isGone = false
  const sub = new ZmtpSocket({ socketType: "SUB", endpoint: parseEndpoint(at), listens: isSwapped, curve: null, maxFrameBytes: 131_072 }, {
    onReady: ({ zmtp }) => zmtp.subscribe("flow"),
    onMessage: ([topic]) => { got.push(Number(Buffer.from(topic).toString().slice(5))) },
    onGone: () => { isGone = true },
  })
  const pub = new ZmtpPublisher({ endpoints: [parseEndpoint(at)], curve: null })
  await Promise.all(isSwapped ? [sub.open(), pub.open()] : [pub.open(), sub.open()])
  while (!pub.hasSubscriber(Buffer.from("flow"))) await turn()
  return { sub, pub, got, isGone: () => isGone }
}

for (const isSwapped of [false, true]) {
  test(`a subscriber that lags and talks gets everything of a publisher that ends; the ${isSwapped ? "subscriber" : "publisher"} listens`, async () => {
    const { sub, pub, got, isGone } = await pair(isSwapped)
    sub.pause()
    for (let i = 0; i < MESSAGES; i++) pub.send([Buffer.from(`flow ${i}`), PAYLOAD])
    const closing = pub.close()
    sub.resume()
    // What arrives at a socket that was closed is answered by a reset, and that throws away what the kernel had yet to send.
    for (let i = 0; !isGone(); i++) {
      for (const { zmtp } of sub.peers) zmtp.subscribe(`other ${i}`)
      await turn()
    }
    await closing
    expect(got).toEqual(Array.from({ length: MESSAGES }, (_, i) => i))
    await sub.close()
  })
}

test("a subscriber that reads nothing is waited for so long and no longer", async () => {
  const { sub, pub, got } = await pair(false)
  sub.pause()
  for (let i = 0; i < 300; i++) pub.send([Buffer.from(`flow ${i}`), PAYLOAD])
  const startedMs = performance.now()
  await pub.close(100)
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  expect(got.length).toBeLessThan(300)
  await sub.close()
})

test("a publisher without subscribers ends at once", async () => {
  const pub = new ZmtpPublisher({ endpoints: [parseEndpoint(`tcp://127.0.0.1:${await freePort()}`)], curve: null })
  await pub.open()
  await pub.close(60_000)
})
