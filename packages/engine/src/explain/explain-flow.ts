// Why a flow got its application: its first packets go through an engine of their own whose dissectors are listened to, off the
// path of packets. What came from other flows (announced ports, DNS answers) is not repeated; the live flow's own result stands beside it.
import { appLabel, categoryName, protocolById, protocolByName, type FlowExplanation, type FlowNameMatch, type FlowRow, type FlowRuleMatch } from "@netweir/model"
import { parseIp } from "../addresses/ip-text.ts"
import { createEngine } from "../create-engine.ts"
import { dissectors } from "../dissectors/index.ts"
import type { AddressFacts, FirstPacketsOfFlow } from "../engine.ts"
import { builtInHostnamePatterns, createHostnameMatcher, type HostnameMatch } from "../hostnames/hostname-matcher.ts"
import { protocolByPort } from "../inspect/guesses.ts"
import { noRules, type Rules } from "../inspect/rules.ts"
import { TCP, UDP } from "../inspect/transports.ts"
import { LINKTYPE_RAW } from "./pcap-file.ts"
import { traceDissectors, type Trace } from "./trace-dissectors.ts"

export interface ExplainParts {
  readonly flow: FlowRow
  readonly first: FirstPacketsOfFlow
  readonly facts: AddressFacts
  readonly rules?: Rules
}

export function explainFlow({ flow, first, facts, rules = noRules }: ExplainParts): FlowExplanation {
  const trace: Trace = { packet: 0, questions: [], extractions: [] }
  const again = replay({ flow, first, facts, rules }, trace)
  const matched = trace.questions.find(({ verdict }) => verdict === "match") ?? null
  return {
    app: flow.app, confidence: flow.confidence, category: flow.category,
    packets: first.packets.map(({ timestampUs, bytes, wireBytes }, i) => ({
      number: i + 1, atMs: timestampUs / 1000, toServer: first.toServer[i], bytes: wireBytes, keptBytes: bytes.length,
    })),
    isWhole: first.isWhole,
    questions: trace.questions,
    dissectors: dissectors.length,
    matched: matched && { protocol: matched.protocol, packet: matched.packet },
    metadataFrom: [...new Set(trace.extractions.map(({ packet }) => packet))],
    again: again && { app: again.app, confidence: again.confidence },
    name: flow.hostname === null ? null : nameMatch(flow.hostname, rules),
    rules: ruleMatches(flow, rules),
    portProtocol: byDefaultPort(flow),
  }
}

function replay({ first, facts, rules }: Required<ExplainParts>, trace: Trace): FlowRow | null {
  let row: FlowRow | null = null
  const engine = createEngine({
    interfaceName: "", interfaceId: 0, localNetworks: [], maxFlows: 64, maxHosts: 64, flowIdleSeconds: 0, hostIdleSeconds: 0, activeSliceSeconds: 0,
    harvestSeconds: 1, inspect: true, account: false, entropy: false, decapsulate: false, hashSeed: 1, facts, hostAliases: {}, rules,
    dissectors: traceDissectors(dissectors, trace), inspectionLimits: { maxRecords: 16, maxSmallBuffers: 32, maxLargeBuffers: 8, maxExpectations: 64, maxLearnedAddresses: 64 },
  }, { onEndedFlow: (ended) => { row ??= ended } })
  for (const { timestampUs, bytes, wireBytes } of first.packets) {
    trace.packet++
    engine.process({
      bytes, count: 1, offset: Uint32Array.of(0), capturedBytes: Uint32Array.of(bytes.length), wireBytes: Uint32Array.of(wireBytes),
      timestampUs: Float64Array.of(timestampUs), linkType: Uint16Array.of(LINKTYPE_RAW), vlanTci: Int32Array.of(-1),
    })
  }
  engine.finish()
  return row
}

function nameMatch(name: string, rules: Rules): FlowNameMatch {
  const own = rules.hostname(name)
  if (own !== null) return { name, by: "user", ...described(own) }
  const known = createHostnameMatcher(builtInHostnamePatterns()).match(name)
  return known === null ? { name, by: null, pattern: null, protocol: null, category: null } : { name, by: "built-in", ...described(known) }
}
function described({ pattern, protocol, category }: HostnameMatch): Pick<FlowNameMatch, "pattern" | "protocol" | "category"> {
  return { pattern, protocol: protocol === 0 ? null : protocolById(protocol).name, category: category === 0 ? null : categoryName(category) }
}

/** The user's rules that fit the flow's ends. */
function ruleMatches(flow: FlowRow, rules: Rules): FlowRuleMatch[] {
  const found: FlowRuleMatch[] = []
  for (const [ip, port] of [[flow.server, flow.serverPort], [flow.client, flow.clientPort]] as const) {
    const words = new Uint32Array(4)
    if (!parseIp(ip, words, 0)) continue
    const protocol = rules.addressProtocol(words, 0, port)
    if (protocol !== 0) found.push({ kind: "address", value: ip, protocol: protocolById(protocol).name })
    const category = rules.addressCategory(words, 0)
    if (category !== 0) found.push({ kind: "category", value: ip, protocol: categoryName(category) })
  }
  const transport = transportOf(flow)
  const byPort = transport < 0 ? 0 : rules.portProtocol(transport, flow.serverPort)
  if (byPort !== 0) found.push({ kind: "port", value: String(flow.serverPort), protocol: appLabel(byPort, byPort) })
  return found
}

function byDefaultPort(flow: FlowRow): string | null {
  const transport = transportOf(flow)
  const found = transport < 0 ? 0 : protocolByPort(transport, flow.serverPort, 0, noRules)
  return found === 0 ? null : (protocolByName(protocolById(found).name)?.name ?? null)
}
function transportOf(flow: FlowRow): number {
  return flow.ipProtocol === 6 ? TCP : flow.ipProtocol === 17 ? UDP : -1
}
