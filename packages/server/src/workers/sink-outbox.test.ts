import { MessageChannel } from "node:worker_threads"
import { expect, test } from "vitest"
import type { FromSinkPort, ToSinkPort } from "../sinks/protocol.ts"
import { MAX_BATCHES_UNDER_WAY } from "./outbox.ts"
import { createSinkOutbox } from "./sink-outbox.ts"

function opened() {
  const { port1, port2 } = new MessageChannel()
  const got: ToSinkPort[] = []
  port2.on("message", (message: ToSinkPort) => got.push(message))
  return { port: port1, far: port2, got, credit: (credit: number) => port2.postMessage({ credit } satisfies FromSinkPort) }
}
const turn = () => new Promise<void>((resolve) => { setTimeout(resolve, 5) })

test("a block that history gets too is copied, one of our own is given away", async () => {
  const { port, far, got } = opened()
  const outbox = createSinkOutbox(port)
  const shared = new Uint8Array(100_000).fill(7)
  const own = new Uint8Array(100_000).fill(8)
  outbox.flows(3, shared, true)
  outbox.series(4, own, false)
  expect(shared.byteLength).toBe(100_000)
  expect(own.byteLength).toBe(0)
  await turn()
  expect(got.map(({ op, rows, patient, block }) => [op, rows, patient, block[99_999]])).toEqual([["flows", 3, false, 7], ["series", 4, false, 8]])
  outbox.close()
  far.close()
})

test("sinks that never answer cost a live source nothing but rows of theirs, counted", async () => {
  const { port, far } = opened()
  const outbox = createSinkOutbox(port)
  for (let i = 0; i < MAX_BATCHES_UNDER_WAY + 3; i++) outbox.flows(10, new Uint8Array(5_000), true)
  expect(outbox.counters()).toMatchObject({ used: MAX_BATCHES_UNDER_WAY, refused: 30 })
  outbox.close()
  far.close()
})

test("a new port after the thread broke off: what was under way there is over, room is back", async () => {
  const first = opened()
  const second = opened()
  const outbox = createSinkOutbox(first.port)
  for (let i = 0; i < 8; i++) outbox.flows(1, new Uint8Array(5_000), true)
  let hasRoom = false
  const room = outbox.room().then(() => { hasRoom = true })
  await turn()
  expect(hasRoom).toBe(false)
  outbox.moveTo(second.port)
  await room
  outbox.flows(1, new Uint8Array(5_000), true)
  await turn()
  expect(second.got).toHaveLength(1)
  second.credit(1)
  await turn()
  expect(outbox.counters().used).toBe(0)
  outbox.close()
  first.far.close()
  second.far.close()
})
