// The shape of a flow's first packets: counts of payload lengths by direction and of the time between packets.

/** Upper bounds of the bins, exclusive; the last bin has none. Bytes of payload. */
export const lengthBinBounds: readonly number[] = [64, 128, 256, 512, 1024, 2048, 4096]
/** Microseconds. */
export const intervalBinBoundsUs: readonly number[] = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]

export interface FlowShape {
  readonly lengthsToServer: readonly number[]
  readonly lengthsToClient: readonly number[]
  readonly intervals: readonly number[]
}
