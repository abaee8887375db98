// The one Inspection object of an inspector: moved from packet to packet, filled by the inspector, read by dissectors.
import { ByteWindow } from "../bytes/byte-window.ts"
import { cleanText, normaliseHostname } from "../bytes/text.ts"
import { formatIp, isIpv4 } from "../addresses/ip-text.ts"
import type { MediaFraming } from "../calls/media-framing.ts"
import type { MediaTable } from "../calls/media-table.ts"
import { FLOW_MEDIA, FLOW_SWAPPED } from "../flows/flags.ts"
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import { protocolById, protocolId } from "@netweir/model"
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"
import type { Expectations } from "./expectations.ts"
import type { InspectorHost } from "./inspector.ts"
import type { LearnedAddresses } from "./learned-addresses.ts"
import type { Metadata } from "./metadata.ts"
import { confidenceOf, type Settlement } from "./settlement.ts"
import { transports } from "./transports.ts"
import type { Expectation, Inspection, Transport } from "./types.ts"

export interface InspectionTools {
  readonly flows: FlowColumns
  readonly host: InspectorHost
  readonly settlement: Settlement
  readonly expectations: Expectations
  /** Ends of calls and their applications. */
  readonly calls: Expectations
  readonly learnedAddresses: LearnedAddresses
  readonly media: MediaTable
  readonly matchHostname: (name: string) => HostnameMatch | null
  /** The protocol of the first of these names (separated by commas) that somebody claims, 0 = nobody. */
  readonly protocolOfNames: (names: string) => number
  readonly isTrustedIssuer: (issuer: string) => boolean
}

/** Ports of a call are its own while it lasts; long enough for the flows of one call to meet. */
const CALL_SECONDS = 600

export class InspectionView implements Inspection {
  readonly payload = new ByteWindow()
  readonly stream = new ByteWindow()
  payloadWireBytes = 0
  streamFromStart = false
  toServer = true
  transport: Transport = "tcp"
  ttl = 0
  isFragment = false
  payloadPackets = 0
  payloadPacketsToServer = 0
  payloadPacketsToClient = 0
  timestampUs = 0
  state = 0
  flow = 0
  fromA = true
  /** Recognition is shared by many: only the extractor of a settled flow takes bytes off a stream. */
  mayConsume = false
  private learnedText = ""
  private learnedName = ""
  private readonly tools: InspectionTools

  constructor(tools: InspectionTools) {
    this.tools = tools
  }

  /** The flow and side at hand. */
  aim(flow: number, fromA: boolean, transport: number): void {
    this.flow = flow
    this.fromA = fromA
    this.transport = transports[transport]
    this.toServer = fromA === ((this.tools.flows.flags[flow] & FLOW_SWAPPED) === 0)
  }

  consume(bytes: number): void {
    if (!this.mayConsume || bytes <= 0) return
    const taken = Math.min(bytes, this.stream.length)
    this.stream.start += taken
    this.stream.length -= taken
  }

  get ipVersion(): number {
    return this.tools.flows.ipVersion[this.flow]
  }
  get srcPort(): number {
    const ports = this.tools.flows.key[this.flow * KEY_WORDS + 8]
    return this.fromA ? ports >>> 16 : ports & 0xffff
  }
  get dstPort(): number {
    const ports = this.tools.flows.key[this.flow * KEY_WORDS + 8]
    return this.fromA ? ports & 0xffff : ports >>> 16
  }
  get clientPort(): number {
    return this.toServer ? this.srcPort : this.dstPort
  }
  get serverPort(): number {
    return this.toServer ? this.dstPort : this.srcPort
  }
  hasPort(port: number): boolean {
    const ports = this.tools.flows.key[this.flow * KEY_WORDS + 8]
    return ports >>> 16 === port || (ports & 0xffff) === port
  }
  get srcIpv4(): number {
    return this.ipv4At(this.addressAt("src"))
  }
  get dstIpv4(): number {
    return this.ipv4At(this.addressAt("dst"))
  }
  private ipv4At(at: number): number {
    const { key } = this.tools.flows
    return isIpv4(key, at) ? key[at + 3] : 0
  }
  private addressAt(side: "src" | "dst" | "client" | "server"): number {
    const isA = side === "src" ? this.fromA : side === "dst" ? !this.fromA : (side === "client") === (this.fromA === this.toServer)
    return this.flow * KEY_WORDS + (isA ? 0 : 4)
  }
  ipText(side: "src" | "dst" | "client" | "server"): string {
    return formatIp(this.tools.flows.key, this.addressAt(side))
  }
  get vlan(): number {
    return this.tools.flows.key[this.flow * KEY_WORDS + 9] >>> 16
  }

  get metadata(): Metadata {
    return this.tools.settlement.details(this.flow).metadata
  }
  setHostname(text: string): void {
    const name = normaliseHostname(text)
    this.tools.settlement.hostname(this.flow, name, this.tools.matchHostname(name))
  }
  setAppOfNames(names: string): boolean {
    const protocol = this.tools.protocolOfNames(names)
    if (protocol === 0) return false
    this.tools.settlement.app(this.flow, protocol)
    return true
  }
  get hostname(): string | null {
    return this.tools.flows.details[this.flow]?.hostname ?? null
  }
  isTrustedIssuer(issuer: string): boolean {
    return this.tools.isTrustedIssuer(issuer)
  }
  setInfo(text: string): void {
    this.tools.settlement.details(this.flow).info = cleanText(text)
  }
  setApp(protocol: string): void {
    this.tools.settlement.app(this.flow, protocolId(protocol))
  }
  get hasOwnApp(): boolean {
    return this.tools.settlement.hasOwnApp(this.flow)
  }
  changeMaster(protocol: string): void {
    this.tools.settlement.changeMaster(this.flow, protocolId(protocol))
  }
  setCategory(category: string): void {
    this.tools.settlement.category(this.flow, category)
  }
  setEncrypted(encrypted: boolean): void {
    this.tools.settlement.encrypted(this.flow, encrypted)
  }
  setConfidence(confidence: "correlation" | "content-partial" | "content"): void {
    this.tools.flows.confidence[this.flow] = confidenceOf(confidence)
  }
  risk(key: string, evidence?: string): void {
    this.tools.settlement.risk(this.flow, key, evidence === undefined ? undefined : cleanText(evidence))
  }
  expect(expectation: Expectation): void {
    this.tools.expectations.add(expectation, this.timestampUs)
  }
  carriesMedia(framing: MediaFraming): void {
    const { media, flows } = this.tools
    if (!media.begin(this.flow, framing)) return
    if (this.transport === "udp") flows.flags[this.flow] |= FLOW_MEDIA
    else media.take(this.flow, this.payload, this.fromA, this.timestampUs)
  }
  rememberCall(protocol: string, ip?: string, port?: number): void {
    const { calls } = this.tools
    if (ip !== undefined && port !== undefined) return calls.add({ protocol, transport: this.transport, ip, port, forSeconds: CALL_SECONDS }, this.timestampUs)
    calls.add({ protocol, transport: this.transport, ip: this.ipText("src"), port: this.srcPort, forSeconds: CALL_SECONDS }, this.timestampUs)
    calls.add({ protocol, transport: this.transport, ip: this.ipText("dst"), port: this.dstPort, forSeconds: CALL_SECONDS }, this.timestampUs)
  }
  recallCall(): boolean {
    const { calls, flows, settlement } = this.tools
    const found = calls.find(flows.key, this.flow, transports.indexOf(this.transport), this.timestampUs)
    if (!settlement.recallCall(this.flow, found)) return false
    // The client's port is the call's; its server may be one that many applications ask for their address.
    this.rememberCall(protocolById(found).name, this.ipText("client"), this.clientPort)
    return true
  }
  learnName(ip: string, name: string, source: "dns" | "mdns" | "netbios" | "dhcp", ttlSeconds?: number): void {
    // The same name for each address of an answer.
    if (name !== this.learnedText) {
      this.learnedText = name
      this.learnedName = normaliseHostname(cleanText(name))
    }
    const clean = this.learnedName
    if (clean === "") return
    if (source === "dns") this.tools.learnedAddresses.learn(ip, clean, this.timestampUs, ttlSeconds)
    this.tools.host.learnName(ip, this.vlan, clean, source, this.timestampUs)
  }
  learnOs(side: "src" | "dst", os: string): void {
    this.tools.host.learnOs(this.ipText(side), this.vlan, cleanText(os, 64))
  }
}
