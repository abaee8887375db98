// Time series points: what was counted about one thing in one minute (of packet time).
export const seriesKinds = ["interface", "host", "application", "category", "network", "asn", "country", "vlan", "device", "dscp", "l4", "exporter", "exporterInterface"] as const
export type SeriesKind = (typeof seriesKinds)[number]

/** Counters over the minute; gauges at its end. Columns of equal length; row i is one point. */
export interface SeriesBatch {
  readonly interface: string
  readonly count: number
  readonly atMs: readonly number[]
  readonly kind: readonly SeriesKind[]
  readonly key: readonly string[]
  readonly bytesSent: readonly number[]
  readonly bytesReceived: readonly number[]
  readonly packetsSent: readonly number[]
  readonly packetsReceived: readonly number[]
  /** Flows that started in the minute. */
  readonly newFlows: readonly number[]
  /** Gauges: for an interface its table fill, for others flows active now. */
  readonly activeFlows: readonly number[]
  readonly activeHosts: readonly number[]
  readonly score: readonly number[]
  /** TCP trouble in the minute. */
  readonly retransmissions: readonly number[]
  readonly dropped: readonly number[]
}
