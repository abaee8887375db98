// The side of the accounting seam that counts nothing: `analyze` and the benchmarks run the engine without hosts.
import type { Accounting } from "./accounting.ts"

export function createNoAccounting(): Accounting {
  const nothing = () => {}
  const emptyPage = () => ({ rows: [], matched: 0, total: 0, atMs: 0 })
  return {
    flowStarted: nothing,
    harvest: nothing,
    flowEnded: nothing,
    appDetected: nothing,
    riskAdded: nothing,
    riskRemoved: nothing,
    nonIp: nothing,
    learnName: nothing,
    learnOs: nothing,
    setAlias: nothing,
    tick: nothing,
    finish: nothing,
    hosts: emptyPage,
    host: () => null,
    groups: emptyPage,
    search: () => [],
    nameOf: () => null,
    stats: () => ({ activeHosts: 0, localHosts: 0, devices: 0, bytesLocalToRemote: 0, bytesRemoteToLocal: 0, tables: {} }),
  }
}
