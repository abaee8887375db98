// The shape of a flow's beginning, which encryption does not hide: how long its payloads are, in each direction, and how far apart its
// packets come. Of the first 255 packets, so that a byte per bin is enough.
import { intervalBinBoundsUs, lengthBinBounds, type FlowShape } from "@netweir/model"

const LENGTH_BINS = lengthBinBounds.length + 1
const INTERVAL_BINS = intervalBinBoundsUs.length + 1
/** Lengths A to B, lengths B to A, intervals. */
export const SHAPE_BINS: number = 2 * LENGTH_BINS + INTERVAL_BINS
export const SHAPE_PACKETS = 255

export function countShape(shape: Uint8Array, row: number, payloadBytes: number, intervalUs: number, fromA: boolean): void {
  const at = row * SHAPE_BINS
  if (payloadBytes > 0) {
    // Bounds double from 64 on.
    const bin = Math.min(LENGTH_BINS - 1, 32 - Math.clz32(payloadBytes >> 6))
    shape[at + (fromA ? bin : LENGTH_BINS + bin)]++
  }
  // Bounds are four times as large each, from 256 us on; the first packet has none before it.
  if (intervalUs > 0) shape[at + 2 * LENGTH_BINS + Math.min(INTERVAL_BINS - 1, (33 - Math.clz32(Math.min(intervalUs, 0x7fffffff) >> 8)) >> 1)]++
}

export function shapeOf(shape: Uint8Array, row: number, aIsClient: boolean): FlowShape {
  const at = row * SHAPE_BINS
  const lengths = (from: number): number[] => [...shape.subarray(at + from, at + from + LENGTH_BINS)]
  return {
    lengthsToServer: lengths(aIsClient ? 0 : LENGTH_BINS), lengthsToClient: lengths(aIsClient ? LENGTH_BINS : 0),
    intervals: [...shape.subarray(at + 2 * LENGTH_BINS, at + SHAPE_BINS)],
  }
}
