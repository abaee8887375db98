// Options of an engine that runs alone: nothing looked up, everything switched off that the caller does not switch on.
import type { EngineOptions } from "@netweir/engine/engine.ts"

export const noFacts = { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }

export function engineOptions(changes: Partial<EngineOptions>): EngineOptions {
  return {
    interfaceName: "bench", interfaceId: 1, localNetworks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"], maxFlows: 1 << 20, maxHosts: 1 << 18,
    flowIdleSeconds: 60, hostIdleSeconds: 300, activeSliceSeconds: 0, harvestSeconds: 5, inspect: false, account: false,
    entropy: false, decapsulate: true, hashSeed: 12_345, facts: noFacts, hostAliases: {}, ...changes,
  }
}
