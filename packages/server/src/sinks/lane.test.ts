import { expect, test } from "vitest"
import { createLane, type LaneStats } from "./lane.ts"
import type { DropReason, Sink } from "./sink.ts"
import { manualClock, settle, type ManualClock } from "./testing/manual-clock.ts"
import { flowLoad } from "./testing/sample-blocks.ts"

const PASSWORD = "s3cret"

/** A peer that can be away, slow or picky, behind a lane of 10,000 rows. */
function laneTo(peer: Partial<Sink> & { sendFlows: NonNullable<Sink["sendFlows"]> }, clock: ManualClock = manualClock()) {
  const said: string[] = []
  let lost: (reason: DropReason, rows: number) => void = () => undefined
  const lane = createLane({
    label: "test://peer", clock, queueRows: 10_000, secrets: [PASSWORD], log: (_, text) => said.push(text),
    openSink: (count) => {
      lost = count
      return { close: () => Promise.resolve(), ...peer }
    },
  })
  return { lane, clock, said, lost: (reason: DropReason, rows: number) => lost(reason, rows) }
}
const adds = ({ receivedRows, sentRows, queuedRows, dropped }: LaneStats) => expect(sentRows + queuedRows + Object.values(dropped).reduce((sum, rows) => sum + rows, 0)).toBe(receivedRows)

test("rows go out in order, in pieces as the sink likes", async () => {
  const pieces: [number, number][] = []
  const { lane, clock } = laneTo({ async sendFlows(block, from) {
    const to = Math.min(block.count, from + 700)
    pieces.push([from, to])
    return to
  } })
  lane.offer(flowLoad(1000))
  lane.offer(flowLoad(100))
  expect(lane.stats()).toMatchObject({ state: "starting", queuedRows: 1100, sentRows: 0 })
  lane.start()
  await clock.advance(1)
  expect(pieces).toEqual([[0, 700], [700, 1000], [0, 100]])
  expect(lane.stats()).toMatchObject({ state: "up", receivedRows: 1100, sentRows: 1100, queuedRows: 0, lagMs: 0, retries: 0 })
})

test("a peer that is away: rows wait, beyond the bound they are dropped and counted, and all that waited goes out when it is back", async () => {
  let isAway = true
  const sent: number[] = []
  const { lane, clock, said } = laneTo({ async sendFlows(block) {
    if (isAway) throw new Error(`connect ECONNREFUSED for user:${PASSWORD}`)
    sent.push(block.count)
    return block.count
  } })
  lane.start()
  for (let i = 0; i < 3; i++) lane.offer(flowLoad(4000))
  await clock.advance(60_000)
  const away = lane.stats()
  expect(away).toMatchObject({ state: "down", problem: "connect ECONNREFUSED for user:***", queuedRows: 8000, sentRows: 0, dropped: { "queue-full": 4000 }, lagMs: 60_000 })
  // Pauses grow from half a second to half a minute: about 8 attempts in a minute, not hundreds.
  expect(away.retries).toBeGreaterThan(4)
  expect(away.retries).toBeLessThan(12)
  adds(away)
  isAway = false
  await clock.advance(60_000)
  expect(sent).toEqual([4000, 4000])
  expect(lane.stats()).toMatchObject({ state: "up", problem: null, sentRows: 8000, queuedRows: 0, lagMs: 0 })
  adds(lane.stats())
  expect(said).toEqual(["sink test://peer: connect ECONNREFUSED for user:***; flows wait in its queue", "sink test://peer: works again"])
})

test("rows that the peer refuses count as dropped, not as sent", async () => {
  const made = laneTo({ async sendFlows(block) {
    made.lost("refused", 30)
    return block.count
  } })
  made.lane.start()
  made.lane.offer(flowLoad(100))
  await made.clock.advance(1)
  expect(made.lane.stats()).toMatchObject({ sentRows: 70, dropped: { refused: 30 } })
  adds(made.lane.stats())
})

test("a bug of ours loses its block, once, and the next goes on", async () => {
  let calls = 0
  const { lane, clock, said } = laneTo({ async sendFlows(block) {
    if (++calls === 1) throw new TypeError("undefined is no function")
    return block.count
  } })
  lane.start()
  lane.offer(flowLoad(10))
  lane.offer(flowLoad(20))
  await clock.advance(1)
  expect(lane.stats()).toMatchObject({ state: "up", sentRows: 20, dropped: { defect: 10 } })
  expect(said[0]).toContain("10 rows are given up because of a bug")
})

test("the end: what is queued goes out first", async () => {
  let closed = false
  const { lane } = laneTo({ sendFlows: async (block) => block.count, close: async () => { closed = true } })
  for (let i = 0; i < 4; i++) lane.offer(flowLoad(2000))
  lane.start()
  await lane.stop(5_000)
  expect(lane.stats()).toMatchObject({ state: "stopped", sentRows: 8000, queuedRows: 0, dropped: { shutdown: 0 } })
  expect(closed).toBe(true)
})

const ends: readonly { name: string; peer: NonNullable<Sink["sendFlows"]> }[] = [
  { name: "away", peer: () => Promise.reject(new Error("away")) },
  { name: "hanging", peer: () => new Promise<number>(() => {}) },
]
for (const { name, peer } of ends) {
  test(`the end with a peer that is ${name}: bounded in time, the rest counted`, async () => {
    const { lane, clock } = laneTo({ sendFlows: peer })
    lane.start()
    lane.offer(flowLoad(500))
    await settle()
    const stopped = lane.stop(5_000)
    await clock.advance(5_000)
    await stopped
    expect(lane.stats()).toMatchObject({ state: "stopped", sentRows: 0, queuedRows: 0, dropped: { shutdown: 500 } })
    lane.offer(flowLoad(1))
    adds(lane.stats())
  })
}

test("a file waits for room while the peer works, and not while it is away", async () => {
  let go: (() => void) | null = null
  let isAway = false
  const { lane, clock } = laneTo({ sendFlows: (block) => (isAway ? Promise.reject(new Error("away")) : new Promise((resolve) => { go = () => resolve(block.count) })) })
  lane.start()
  lane.offer(flowLoad(6000))
  await settle()
  let hasRoom = false
  void lane.room().then(() => { hasRoom = true })
  await settle()
  expect(hasRoom).toBe(false)
  go!()
  await settle()
  expect(hasRoom).toBe(true)
  isAway = true
  lane.offer(flowLoad(9000))
  await clock.advance(1)
  await lane.room()
})

test("idle: the sink is called about once a second, and its failure shows", async () => {
  let ticks = 0
  const { lane, clock } = laneTo({ sendFlows: async (block) => block.count, tick: async () => { if (++ticks === 3) throw new Error("disk full") } })
  lane.offer(flowLoad(1))
  lane.start()
  await clock.advance(3_100)
  expect(ticks).toBe(3)
  expect(lane.stats()).toMatchObject({ state: "down", problem: "disk full" })
  await clock.advance(2_000)
  expect(lane.stats()).toMatchObject({ state: "up", problem: null })
})
