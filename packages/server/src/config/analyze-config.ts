// The options of `netweir analyze`.
import { options } from "../cli/options.ts"
import type { Values } from "../cli/option.ts"
import { UsageError } from "../cli/usage-error.ts"
import { localNetworksOr, privateNetworks } from "./local-networks.ts"

export type AnalyzeFormat = "json" | "ndjson" | "csv" | "table" | "summary"
export interface AnalyzeConfig {
  /** Captures in the order given; `-` is standard input. */
  readonly files: readonly string[]
  readonly outDir: string | null
  readonly format: AnalyzeFormat
  /** Filter language; "" = all flows. */
  readonly filter: string
  readonly packetFilter: string
  /** 0 = one flow per 5-tuple and VLAN for the whole file. */
  readonly idleTimeoutSeconds: number
  readonly localNetworks: readonly string[]
  /** null = not given: as many as the input needs, up to the command's own bound. */
  readonly maxFlows: number | null
  readonly maxHosts: number | null
  readonly entropy: boolean
  readonly decapsulate: boolean
  readonly customProtocolsFile: string | null
  readonly rulesDir: string | null
  readonly verbosity: number
}

export function analyzeConfig(values: Values, files: readonly string[]): AnalyzeConfig {
  if (files.length === 0) throw new UsageError("analyze needs a capture: netweir analyze FILE... (- reads standard input)")
  if (files.filter((file) => file === "-").length > 1) throw new UsageError("- can be given once only: there is one standard input")
  const networks = values.all(options.localNetworks).flat()
  return {
    files,
    outDir: values.get(options.out) ?? null,
    format: values.get(options.format) ?? "table",
    filter: values.get(options.filter) ?? "",
    packetFilter: values.get(options.packetFilter) ?? "",
    idleTimeoutSeconds: values.get(options.idleTimeout) ?? 60,
    localNetworks: localNetworksOr(networks, privateNetworks),
    maxFlows: values.get(options.maxFlows) ?? null,
    maxHosts: values.get(options.maxHosts) ?? null,
    entropy: values.get(options.entropy) ?? false,
    decapsulate: !(values.get(options.noDecapsulate) ?? false),
    customProtocolsFile: values.get(options.customProtocols) ?? null,
    rulesDir: values.get(options.rulesDir) ?? null,
    verbosity: Math.max(0, values.get(options.verbose) ?? 2),
  }
}
