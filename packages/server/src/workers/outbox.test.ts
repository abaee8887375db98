import { expect, test } from "vitest"
import { createOutbox, MAX_BATCHES_UNDER_WAY } from "./outbox.ts"

test("a store that lags slows a file down at eight batches and lets it go on when it keeps up", async () => {
  const sent: unknown[] = []
  const outbox = createOutbox((message) => sent.push(message))
  for (let i = 0; i < 7; i++) outbox.flows(10, new Uint8Array(4))
  await outbox.room()
  outbox.flows(10, new Uint8Array(4))
  let hasRoom = false
  const waited = outbox.room().then(() => { hasRoom = true })
  await Promise.resolve()
  expect(hasRoom).toBe(false)
  outbox.credit(1)
  await waited
  expect(hasRoom).toBe(true)
  expect(sent).toHaveLength(8)
})

test("a live source is never held up: beyond the bound rows are dropped and counted", () => {
  const sent: unknown[] = []
  const outbox = createOutbox((message) => sent.push(message))
  for (let i = 0; i < MAX_BATCHES_UNDER_WAY + 2; i++) outbox.flows(100, new Uint8Array(4))
  expect(sent).toHaveLength(MAX_BATCHES_UNDER_WAY)
  expect(outbox.counters()).toEqual({ used: MAX_BATCHES_UNDER_WAY, limit: MAX_BATCHES_UNDER_WAY, evicted: 0, refused: 200 })
  outbox.credit(1)
  outbox.series(5, new Uint8Array(4))
  expect(sent).toHaveLength(MAX_BATCHES_UNDER_WAY + 1)
})

test("a block of its own memory is given away, one of the shared pool is copied", () => {
  const given: { block: Uint8Array; transfer: readonly ArrayBuffer[] }[] = []
  const outbox = createOutbox((message, transfer = []) => { if ("block" in message) given.push({ block: message.block, transfer }) })
  const own = new Uint8Array(100_000)
  const pooled = Buffer.from("from the pool")
  outbox.flows(1, own)
  outbox.flows(1, pooled)
  expect(given[0].block).toBe(own)
  expect(given[1].block).not.toBe(pooled)
  expect(Buffer.from(given[1].block).toString()).toBe("from the pool")
  for (const { block, transfer } of given) expect(transfer).toEqual([block.buffer])
})
