// What bounds inspection. Every bound has a counter in `Inspector.stats`.

export interface InspectionLimits {
  /** Flows under inspection at once; beyond it the one inspected longest is concluded (`recordsEvicted`). */
  readonly maxRecords: number
  /** Payload packets of a flow that nobody has recognised. */
  readonly maxUnknownPackets: number
  /** UDP has no handshake to wait for: fewer. */
  readonly maxUnknownDatagrams: number
  /** Payload packets after the match, for metadata. */
  readonly maxExtractPackets: number
  readonly maxExtractBytes: number
  /** Stream memory: small windows are 4 KB, large ones 32 KB (a TLS record is at most 16 KB + 5). */
  readonly maxSmallBuffers: number
  readonly maxLargeBuffers: number
  /** Segments held back behind a hole of one direction, before the hole is given up. */
  readonly maxHeldSegments: number
  /** TCP seen from the middle: so many segments are tried as the beginning of a message. */
  readonly maxMidstreamStarts: number
  readonly maxExpectations: number
  readonly maxLearnedAddresses: number
  /** RTP streams that are measured at once, and flows with them. */
  readonly maxMediaStreams: number
}

export const defaultLimits: InspectionLimits = {
  maxRecords: 16_384,
  maxUnknownPackets: 32,
  maxUnknownDatagrams: 24,
  maxExtractPackets: 64,
  maxExtractBytes: 256 * 1024,
  maxSmallBuffers: 8192,
  maxLargeBuffers: 1024,
  maxHeldSegments: 4,
  maxMidstreamStarts: 6,
  maxExpectations: 16_384,
  maxLearnedAddresses: 65_536,
  maxMediaStreams: 16_384,
}
