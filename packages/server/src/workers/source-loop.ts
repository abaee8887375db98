// The life of a source worker: read, analyse, answer questions in between, end properly.
import type { Engine } from "@netweir/engine/engine.ts"
import type { PacketBlock, Source } from "@netweir/ingest/source.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { Outbox } from "./outbox.ts"
import type { SinkOutbox } from "./sink-outbox.ts"

/** Packets are worked off for so long before questions get their turn: they wait one slice at most. */
const SLICE_MS = 15
/** Longest sleep in a source without packets. */
const IDLE_WAIT_MS = 20
/** How often the engine hears of the wall clock while no packets come. */
const CLOCK_MS = 100
/** Live flows wait at most so long for their batch to fill. */
const DRAIN_MS = 5_000

export interface SourceLoopParts {
  readonly source: Source
  readonly engine: Engine
  readonly outbox: Outbox
  readonly sinkOutbox: SinkOutbox | null
  readonly originalSpeed: boolean
  /** Set to end the loop at the next turn. */
  readonly stopping: { yes: boolean }
  wallMs(): number
  /** Records as the user wants them. */
  prepare?(block: RecordBlock): void
  /** Silence that ends a flow told by records, from what its exporters say. Absent: flows stay. */
  recordIdleSeconds?(told: number | null): number
}

/** Returns at the end of the input, or soon after `stopping`. The source is open; whoever opened it closes it. */
export async function runSourceLoop({ source, engine, outbox, sinkOutbox, originalSpeed, stopping, wallMs, recordIdleSeconds, prepare }: SourceLoopParts): Promise<void> {
  /** Read as fast as it goes: only the store may slow it down, and its clock is the packets' alone. */
  const unpaced = source.kind === "file" && !originalSpeed
  let lastPacketUs = 0
  let lastPacketWallMs = wallMs()
  let lastClockMs = 0
  let lastDrainMs = wallMs()

  /** Names that stand in the capture itself (pcapng name resolution records); learning one again changes nothing. */
  const learnNames = (): void => {
    for (const { ip, name } of source.names?.() ?? []) engine.learnName(ip, 0, name)
  }

  const learnTimeouts = (): void => {
    if (source.yields === "records" && source.flowIdleSeconds && recordIdleSeconds) engine.setRecordIdle(recordIdleSeconds(source.flowIdleSeconds()))
  }

  function take(block: PacketBlock | RecordBlock): void {
    const timesUs = "points" in block ? block.receivedUs : block.timestampUs
    if ("points" in block) {
      prepare?.(block)
      engine.processRecords(block)
    } else engine.process(block)
    if (block.count === 0) return
    lastPacketUs = Math.max(lastPacketUs, timesUs[block.count - 1])
    lastPacketWallMs = wallMs()
  }

  while (!stopping.yes) {
    const sliceEndMs = performance.now() + SLICE_MS
    let block = source.poll()
    const idle = block === null
    while (block) {
      take(block)
      block = performance.now() < sliceEndMs ? source.poll() : null
    }
    if (idle && source.ended) return learnNames()

    if (unpaced) {
      await outbox.room()
      await sinkOutbox?.room()
    } else {
      const nowMs = wallMs()
      // A live device's clock is ours. A stream may come from elsewhere or from the past: its clock moves on as ours does
      // since its last packet.
      const silentMs = nowMs - lastPacketWallMs
      if (nowMs - lastClockMs >= CLOCK_MS && silentMs >= CLOCK_MS && lastPacketUs > 0) {
        lastClockMs = nowMs
        engine.advance(source.kind === "live" ? Math.max(nowMs * 1000, lastPacketUs) : lastPacketUs + silentMs * 1000)
      }
      if (nowMs - lastDrainMs >= DRAIN_MS) {
        lastDrainMs = nowMs
        engine.drain()
        learnNames()
        learnTimeouts()
      }
    }

    await turn()
    if (idle && !stopping.yes) await source.wait(IDLE_WAIT_MS)
  }
}

/** Lets the questions that have arrived be answered. */
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })
