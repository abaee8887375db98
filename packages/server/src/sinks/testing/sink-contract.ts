// What every sink must do, whatever it speaks: tried against a peer that speaks it too, through a lane as in the running thing.
import { describe, expect, test } from "vitest"
import { createLane, type Lane, type Load } from "../lane.ts"
import { prepareSink } from "../prepare-sink.ts"
import { systemSinkClock } from "../sink-clock.ts"
import { until } from "./peers.ts"
import { flowLoad, hostileBlock, hostileTexts, seriesBlock } from "./sample-blocks.ts"

export interface SinkPeer {
  /** Given to --sink. */
  readonly address: string
  /** Begins to listen, on the port that `address` names. */
  start(): Promise<void>
  /** Gone, connections broken. */
  stop(): Promise<void>
  /** Different rows that it has understood so far; throws when it has got something that it does not understand. */
  rows(): number
}

export interface ContractCase {
  readonly name: string
  readonly takes: "flows" | "series"
  makePeer(): Promise<SinkPeer>
  /** Rows that one flow becomes there. */
  readonly rowsOf?: (rows: number) => number | "at-least"
  /** Files: nobody is ever away. */
  readonly isAlwaysThere?: boolean
  /** Most of the hostile rows that may be too large for a message of its kind. */
  readonly mayBeTooLarge?: number
  /** A peer that dies takes with it what it was sent and has not read. */
  readonly losesInFlight?: boolean
}

const PASSWORD = "hunter2hunter2"
/** The lane's own test is about the length of pauses. */
const backOff = { minMs: 5, maxMs: 20 }

export function sinkContract({ name, takes, makePeer, rowsOf = (rows) => rows, isAlwaysThere = false, mayBeTooLarge = 0, losesInFlight = false }: ContractCase): void {
  const load = (rows: number, seed: number): Load => takes === "flows" ? flowLoad(rows, seed)
    : { rows: "series", block: seriesBlock(Array.from({ length: rows }, (_, i) => ({ key: `10.${seed}.${i >> 8}.${i & 255}`, bytesSent: 1 + i, bytesReceived: 2 * i, score: 3 }))) }

  function laneTo(peer: SinkPeer, queueRows = 20_000): { lane: Lane; said: string[] } {
    const said: string[] = []
    const { label, secrets, open } = prepareSink(peer.address)
    const lane = createLane({
      label, secrets, clock: systemSinkClock, backOff, queueRows, log: (_, text) => said.push(text),
      openSink: (lost) => open({ instanceName: "test", version: "1", clock: systemSinkClock, lost, warn: (text) => said.push(text) }),
    })
    return { lane, said }
  }
  const adds = (lane: Lane) => {
    const { receivedRows, sentRows, queuedRows, dropped } = lane.stats()
    expect(sentRows + queuedRows + Object.values(dropped).reduce((sum, rows) => sum + rows, 0)).toBe(receivedRows)
  }
  const arrived = (peer: SinkPeer, rows: number) => {
    const want = rowsOf(rows)
    return want === "at-least" ? peer.rows() >= rows : peer.rows() === want
  }

  describe(`sink ${name}`, () => {
    test("every row arrives, each once; the end waits for what is queued", { timeout: 30_000 }, async () => {
      const peer = await makePeer()
      await peer.start()
      const { lane, said } = laneTo(peer)
      lane.start()
      for (let i = 0; i < 3; i++) lane.offer(load(1500, i + 1))
      await lane.stop(10_000)
      expect(said).toEqual([])
      expect(lane.stats()).toMatchObject({ state: "stopped", receivedRows: 4500, sentRows: 4500, queuedRows: 0 })
      await until(() => arrived(peer, 4500)).catch(() => expect(peer.rows()).toBe(rowsOf(4500)))
      await peer.stop()
    })

    test.skipIf(isAlwaysThere)("a peer that is away: rows wait, those beyond the bound are counted; when it comes, all that waited arrives", { timeout: 30_000 }, async () => {
      const peer = await makePeer()
      const { lane, said } = laneTo(peer, 8_192)
      lane.start()
      for (let i = 0; i < 3; i++) lane.offer(load(4000, i + 1))
      await until(() => lane.stats().state === "down" && lane.stats().retries > 1)
      expect(lane.stats().queuedRows).toBeLessThanOrEqual(8_192)
      expect(lane.stats().dropped["queue-full"]).toBe(4000)
      expect(lane.stats().problem).not.toBeNull()
      await peer.start()
      await until(() => lane.stats().queuedRows === 0)
      await until(() => arrived(peer, 8000)).catch(() => expect(peer.rows()).toBe(rowsOf(8000)))
      expect(lane.stats()).toMatchObject({ state: "up", problem: null })
      adds(lane)
      expect([...said, JSON.stringify(lane.stats())].join("\n")).not.toContain(PASSWORD)
      await lane.stop(5_000)
      await peer.stop()
    })

    test.skipIf(isAlwaysThere)("a peer that dies and comes back", { timeout: 30_000 }, async () => {
      const peer = await makePeer()
      await peer.start()
      const { lane } = laneTo(peer)
      lane.start()
      lane.offer(load(500, 1))
      await until(() => arrived(peer, 500))
      await peer.stop()
      // Somebody has to try to notice.
      for (let seed = 10; lane.stats().state !== "down"; seed++) {
        lane.offer(load(1, seed))
        await new Promise((resolve) => { setTimeout(resolve, 10) })
        if (seed > 500) throw new Error("the loss was never noticed")
      }
      await peer.start()
      lane.offer(load(700, 2))
      await until(() => lane.stats().queuedRows === 0)
      await until(() => { const want = rowsOf(losesInFlight ? 1200 : 1201); return peer.rows() >= (want === "at-least" ? 1200 : want) })
      await lane.stop(5_000)
      adds(lane)
      await peer.stop()
    })

    test("whatever a peer on the network puts into names arrives as text, or is counted", { timeout: 30_000 }, async () => {
      const peer = await makePeer()
      await peer.start()
      const { lane } = laneTo(peer)
      lane.start()
      lane.offer(takes === "flows" ? { rows: "flows", block: hostileBlock() } : { rows: "series", block: seriesBlock(hostileTexts.map((key) => ({ kind: "application", key, bytesSent: 5 }))) })
      await lane.stop(10_000)
      const { sentRows, dropped } = lane.stats()
      expect(dropped["too-large"]).toBeLessThanOrEqual(mayBeTooLarge)
      expect(sentRows).toBe(hostileTexts.length - dropped["too-large"])
      await until(() => arrived(peer, sentRows) || rowsOf(sentRows) === "at-least").catch(() => expect(peer.rows()).toBe(rowsOf(sentRows)))
      adds(lane)
      await peer.stop()
    })

    test("an end while the peer is away is bounded, and says what was lost", { timeout: 20_000 }, async () => {
      if (isAlwaysThere) return
      const peer = await makePeer()
      const { lane } = laneTo(peer)
      lane.start()
      lane.offer(load(100, 1))
      await until(() => lane.stats().state === "down")
      const startedMs = Date.now()
      await lane.stop(3_000)
      expect(Date.now() - startedMs).toBeLessThan(7_000)
      expect(lane.stats()).toMatchObject({ queuedRows: 0, dropped: { shutdown: 100 } })
    })
  })
}
