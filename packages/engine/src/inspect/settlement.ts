// Where results are written down: one place that keeps protocol numbers, category, confidence and details of a flow consistent.
import { categoryIdOf, confidences, protocolById, protocolId, riskId, risks } from "@netweir/model"
import { FLOW_DETECTED, FLOW_ENCRYPTED } from "../flows/flags.ts"
import { KEY_WORDS, type FlowColumns, type FlowDetails } from "../flows/flow-columns.ts"
import { APP_IS_SET, CATEGORY_IS_SET, USER_RULED, type FlowNotes } from "./flow-notes.ts"
import { newMetadata } from "./metadata.ts"
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"
import type { InspectorHost } from "./inspector.ts"
import type { Rules } from "./rules.ts"

export type Confidence = (typeof confidences)[number]
const confidenceIndex = new Map<string, number>(confidences.map((word, index) => [word, index]))
export function confidenceOf(word: Confidence): number {
  return confidenceIndex.get(word) ?? 0
}
export const BY_PORT = confidenceOf("port")
export const BY_ADDRESS = confidenceOf("address")
export const BY_CORRELATION = confidenceOf("correlation")
export const BY_CONTENT_PARTIAL = confidenceOf("content-partial")
export const BY_CONTENT = confidenceOf("content")
export const BY_USER_RULE = confidenceOf("user-rule")

/** Evidence is for people: bounded. */
const MAX_EVIDENCE_CHARACTERS = 256

/**
 * Protocols that carry others by name: their flows get an application from the host name. A name service's flow stays in its
 * own category (asking for a video site is not video), so does mail over TLS.
 */
const carriers = new Set(
  ["HTTP", "HTTP_Proxy", "HTTP_Connect", "TLS", "DTLS", "QUIC", "DNS", "DoH_DoT", "IMAPS", "POPS", "SMTPS", "FTPS", "WebSocket", "SOCKS", "STUN"].map(protocolId),
)
const keepsItsCategory = new Set(["DNS", "IMAPS", "POPS", "SMTPS", "FTPS"].map(protocolId))

export class Settlement {
  private readonly flows: FlowColumns
  private readonly host: InspectorHost
  private readonly notes: FlowNotes
  private readonly rules: () => Rules

  constructor(flows: FlowColumns, notes: FlowNotes, host: InspectorHost, rules: () => Rules) {
    this.flows = flows
    this.notes = notes
    this.host = host
    this.rules = rules
  }

  private isMarked(flow: number, mark: number): boolean {
    return (this.notes.marks[flow] & mark) !== 0
  }

  details(flow: number): FlowDetails {
    return (this.flows.details[flow] ??= { hostname: null, info: null, metadata: newMetadata(), evidence: null })
  }

  master(flow: number, protocol: number, confidence: number): void {
    const { flows } = this
    flows.masterProtocol[flow] = protocol
    if (flows.appProtocol[flow] === 0 || !this.isMarked(flow, APP_IS_SET)) flows.appProtocol[flow] = protocol
    if (!this.isMarked(flow, USER_RULED)) flows.confidence[flow] = confidence
    if (protocol !== 0) flows.flags[flow] |= FLOW_DETECTED
    this.settleCategory(flow)
  }

  /** The protocol on the wire is another than it seemed; an application stays on top of it, unless it came from a name and names mean nothing there. */
  changeMaster(flow: number, protocol: number): void {
    const { flows } = this
    const keepsApp = this.hasOwnApp(flow) && (carriers.has(protocol) || this.isMarked(flow, APP_IS_SET))
    flows.masterProtocol[flow] = protocol
    if (!keepsApp) flows.appProtocol[flow] = protocol
    this.settleCategory(flow)
  }

  /** The user's address rule: dissectors may still find what it runs over, and metadata. */
  ruled(flow: number, protocol: number): void {
    this.master(flow, protocol, BY_USER_RULE)
    this.notes.marks[flow] |= USER_RULED | APP_IS_SET
  }

  app(flow: number, protocol: number): void {
    if (this.isMarked(flow, USER_RULED)) return
    this.flows.appProtocol[flow] = protocol
    this.notes.marks[flow] |= APP_IS_SET
    this.settleCategory(flow)
  }

  /** The application of the call that this flow belongs to; confidence is the cache's. */
  recallCall(flow: number, protocol: number): boolean {
    if (protocol === 0) return false
    this.app(flow, protocol)
    this.flows.confidence[flow] = BY_CORRELATION
    return true
  }

  hasOwnApp(flow: number): boolean {
    return this.flows.appProtocol[flow] !== this.flows.masterProtocol[flow]
  }

  hostname(flow: number, name: string, match: HostnameMatch | null): void {
    if (name === "") return
    this.details(flow).hostname = name
    const master = this.flows.masterProtocol[flow]
    if (!carriers.has(master)) return
    if (!this.isMarked(flow, APP_IS_SET)) this.flows.appProtocol[flow] = match !== null && match.protocol !== 0 ? match.protocol : master
    this.settleCategory(flow)
    if (match !== null && match.category !== 0 && !this.isMarked(flow, CATEGORY_IS_SET) && !keepsItsCategory.has(master)) this.flows.category[flow] = match.category
  }

  category(flow: number, name: string): void {
    this.categoryNumber(flow, categoryIdOf(name))
  }

  categoryNumber(flow: number, category: number): void {
    this.flows.category[flow] = category
    this.notes.marks[flow] |= CATEGORY_IS_SET
  }

  private settleCategory(flow: number): void {
    if (this.isMarked(flow, CATEGORY_IS_SET)) return
    const { flows } = this
    const owner = keepsItsCategory.has(flows.masterProtocol[flow]) ? flows.masterProtocol[flow] : flows.appProtocol[flow]
    flows.category[flow] = protocolById(owner).categoryId
  }

  encrypted(flow: number, encrypted: boolean): void {
    if (encrypted) this.flows.flags[flow] |= FLOW_ENCRYPTED
    else this.flows.flags[flow] &= ~FLOW_ENCRYPTED
  }

  risk(flow: number, key: string, evidence: string | undefined): void {
    this.riskNumber(flow, riskId(key), evidence)
  }

  riskNumber(flow: number, id: number, evidence: string | undefined): void {
    const rules = this.rules()
    if (rules.hasExceptions && !rules.mayRaise(id, this.flows.key, flow * KEY_WORDS, this.flows.details[flow]?.hostname ?? null)) return
    const set = id <= 32 ? this.flows.risksLow : this.flows.risksHigh
    const bit = 1 << ((id - 1) & 31)
    if (evidence !== undefined) {
      const details = this.details(flow)
      details.evidence ??= new Map()
      // The first evidence stays; at most one per risk, so the map is bounded by their number.
      if (!details.evidence.has(id) && details.evidence.size < risks.length) details.evidence.set(id, evidence.slice(0, MAX_EVIDENCE_CHARACTERS))
    }
    if ((set[flow] & bit) !== 0) return
    this.host.onRisk(flow, id)
  }
}
