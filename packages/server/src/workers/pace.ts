// --original-speed: packets of a file reach the engine when their time comes, counted from the first one.
import type { EngineBlock } from "@netweir/engine/engine.ts"

export interface Pacer {
  /** Takes a block; parts of it come out of `due`. */
  load(block: EngineBlock): void
  /** The next packets whose time has come, or null; `waitMs` then says how long the next one lets itself wait for. */
  due(nowMs: number): EngineBlock | null
  readonly empty: boolean
  waitMs(nowMs: number): number
}

export function createPacer(): Pacer {
  let block: EngineBlock | null = null
  let next = 0
  let startedMs = -1
  let firstPacketMs = 0
  const dueMs = (at: number, current: EngineBlock) => startedMs + current.timestampUs[at] / 1000 - firstPacketMs

  return {
    get empty() { return block === null },
    load(loaded) {
      block = loaded.count > 0 ? loaded : null
      next = 0
    },
    due(nowMs) {
      if (!block) return null
      if (startedMs < 0) {
        startedMs = nowMs
        firstPacketMs = block.timestampUs[0] / 1000
      }
      let end = next
      while (end < block.count && dueMs(end, block) <= nowMs) end++
      if (end === next) return null
      const part = slice(block, next, end)
      next = end
      if (next === block.count) block = null
      return part
    },
    waitMs(nowMs) {
      return block && startedMs >= 0 ? Math.max(0, dueMs(next, block) - nowMs) : 0
    },
  }
}

function slice(block: EngineBlock, from: number, to: number): EngineBlock {
  return {
    bytes: block.bytes, count: to - from,
    offset: block.offset.subarray(from, to), capturedBytes: block.capturedBytes.subarray(from, to), wireBytes: block.wireBytes.subarray(from, to),
    timestampUs: block.timestampUs.subarray(from, to), linkType: block.linkType.subarray(from, to), vlanTci: block.vlanTci.subarray(from, to),
  }
}
