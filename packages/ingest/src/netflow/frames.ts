// Sampled packets inside records: their bytes are copied behind each other into the block's own memory.
import { FRAME, type RecordBlock } from "@netweir/engine/records/record-block.ts"

/** More of a packet than this is not kept: enough for what is recognised in a single packet. */
export const MAX_FRAME_BYTES = 1600
const FIRST_BYTES = 64 << 10

/** False: it did not fit. The slot becomes a frame. */
export function appendFrame(block: RecordBlock, slot: number, bytes: Uint8Array, at: number, length: number, linkType: number, wireBytes: number): boolean {
  const kept = Math.min(length, MAX_FRAME_BYTES)
  const start = endOfFrames(block, slot)
  if (start + kept > block.frames.length) {
    const larger = new Uint8Array(Math.min(block.capacity * MAX_FRAME_BYTES, Math.max(FIRST_BYTES, 2 * block.frames.length, start + kept)))
    if (start + kept > larger.length) return false
    larger.set(block.frames)
    block.frames = larger
  }
  block.frames.set(bytes.subarray(at, at + kept), start)
  block.kind[slot] = FRAME
  block.frameStart[slot] = start
  block.frameCapturedBytes[slot] = kept
  block.frameWireBytes[slot] = Math.max(wireBytes, kept)
  block.frameLinkType[slot] = linkType
  return true
}

/** Behind the last frame before `slot`; whoever else fills the block appends there too. */
function endOfFrames(block: RecordBlock, slot: number): number {
  for (let i = slot - 1; i >= 0; i--) if (block.kind[i] === FRAME) return block.frameStart[i] + block.frameCapturedBytes[i]
  return 0
}
