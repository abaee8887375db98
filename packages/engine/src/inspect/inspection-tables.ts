// What inspection keeps, as the other tables of an engine show it: on the Interfaces page, in REST and in /metrics.
import type { MemoryUse } from "../bytes/remembered.ts"
import type { InterfaceStats } from "@netweir/model"
import type { InspectionLimits } from "./limits.ts"

/** `stats` as of the inspector; `memory`: facts that are found once. */
export function inspectionTables(stats: Readonly<Record<string, number>>, limits: InspectionLimits, memory: MemoryUse): InterfaceStats["tables"] {
  return {
    "flows under inspection": { used: stats.records, limit: limits.maxRecords, evicted: stats.recordsEvicted, refused: 0 },
    "stream buffers": { used: stats.streamBuffers, limit: limits.maxSmallBuffers + limits.maxLargeBuffers, evicted: 0, refused: stats.streamBuffersRefused },
    "expected flows": { used: stats.expectations, limit: limits.maxExpectations, evicted: stats.expectationsEvicted, refused: 0 },
    "ends of calls": { used: stats.calls, limit: limits.maxExpectations, evicted: stats.callsEvicted, refused: 0 },
    "learned addresses": { used: stats.learnedAddresses, limit: limits.maxLearnedAddresses, evicted: stats.learnedAddressesEvicted, refused: 0 },
    "TCP fingerprints": { used: stats.tcpFingerprints, limit: stats.tcpFingerprintsLimit, evicted: 0, refused: stats.tcpFingerprintsRefused },
    "remembered facts": { used: memory.used, limit: memory.limit, evicted: memory.evicted, refused: 0 },
    // Only where there were calls.
    ...(stats.mediaStreams + stats.mediaStreamsRefused > 0 && {
      "media streams": { used: stats.mediaStreams, limit: stats.mediaStreamsLimit, evicted: 0, refused: stats.mediaStreamsRefused },
    }),
  }
}
