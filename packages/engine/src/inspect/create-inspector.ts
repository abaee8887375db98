// The inspector: shows the first payloads of every flow to the dissectors that can recognise them, and writes down what they say.
//
//   begin ── first payload ──> record ── candidates say NO_MATCH / NEED_MORE ──> MATCH ──> extract until DONE ──> conclude
//                                 `── budget spent, nobody left, flow ends ──> guess (correlation, port, address) ──> conclude
import { FIRST_USER_PROTOCOL_ID, protocolById, protocolId } from "@netweir/model"
import { FLOW_DETECTED, FLOW_INSPECTING, FLOW_SWAPPED } from "../flows/flags.ts"
import { KEY_WORDS } from "../flows/flow-columns.ts"
import type { Packet } from "../decode/packet.ts"
import { formatIp } from "../addresses/ip-text.ts"
import { builtInHostnamePatterns, createHostnameMatcher, type HostnameMatch } from "../hostnames/hostname-matcher.ts"
import { createDispatch } from "./dispatch.ts"
import { CertificateNames } from "./certificate-names.ts"
import { EndpointMemory } from "./endpoint-memory.ts"
import { TcpFingerprints } from "../flows/tcp-fingerprint.ts"
import { ToldSystems } from "./told-systems.ts"
import { inspectionTables } from "./inspection-tables.ts"
import { Expectations } from "./expectations.ts"
import { RiskAssessor } from "../risks/assessor.ts"
import { CONCLUDED, FlowNotes, SYN_OF_A, SYN_OF_B } from "./flow-notes.ts"
import { protocolByAddress, protocolByPort, type AddressProtocol } from "./guesses.ts"
import { InspectionRecords } from "./inspection-records.ts"
import { InspectionView } from "./inspection-view.ts"
import type { Inspector, InspectorHost } from "./inspector.ts"
import { MediaReport } from "../calls/media-report.ts"
import { MediaTable } from "../calls/media-table.ts"
import { memoryUse } from "../bytes/remembered.ts"
import { haveSameHosts } from "../calls/same-hosts.ts"
import { LearnedAddresses } from "./learned-addresses.ts"
import { defaultLimits, type InspectionLimits } from "./limits.ts"
import { noRules, type Rules } from "./rules.ts"
import { addTold } from "./told-details.ts"
import type { RecordExtras } from "../records/record-block.ts"
import { BY_ADDRESS, BY_CONTENT, BY_CORRELATION, BY_PORT, BY_USER_RULE, Settlement } from "./settlement.ts"
import { HELD, IN_ORDER, OLD, OVERFLOW, Streams } from "./streams.ts"
import { ICMP, ICMPV6, protocolOfIpNumber, TCP, transportOf, UDP } from "./transports.ts"
import { DONE, MATCH, NEED_MORE, type Dissector } from "./types.ts"

export interface InspectorOptions {
  readonly dissectors: readonly Dissector[]
  readonly rules?: Rules
  readonly limits?: Partial<InspectionLimits>
  /** Owner of an address (provider ranges, ASN): last resort of naming a flow. */
  readonly addressProtocol?: AddressProtocol
  /** AS number of an address, 0 = unknown. */
  readonly asnOf?: (words: Uint32Array, at: number) => number
  /** Off: only what dissectors themselves raise counts (their tests). Default on. */
  readonly judgeFlows?: boolean
  /** A dissector threw, which is a bug: told once per throw; the flow is concluded. Default: counted only. */
  readonly onError?: (error: unknown, protocol: string) => void
}

const IP_ICMP = 1
const IP_ICMPV6 = 58
const SYN = 0x02
const ACK = 0x10
/** A segment further ahead than any window (without scaling) belongs to another stream. */
const MAX_WINDOW_BYTES = 1 << 20
/** An Ethernet frame holds at least 46 bytes of IP packet; some stacks count the padding behind a bare ACK as payload. */
const MAX_PADDING_BYTES = 6

function isPadding(packet: Packet): boolean {
  if (packet.payloadBytes > MAX_PADDING_BYTES) return false
  for (let i = 0; i < packet.payloadBytes; i++) if (packet.payloadSource[packet.payloadStart + i] !== 0) return false
  return true
}

export function createInspector(host: InspectorHost, options: InspectorOptions): Inspector {
  const limits: InspectionLimits = { ...defaultLimits, ...options.limits }
  let rules = options.rules ?? noRules
  const ofAddress = options.addressProtocol ?? (() => 0)
  const { flows } = host
  const dispatch = createDispatch(options.dissectors)
  const { recognise, extract, minBytes, count: dispatchCount } = dispatch
  const records = new InspectionRecords(limits, dispatch.count)
  const { rejected, waiting, state, words } = records
  const streams = new Streams(limits.maxRecords, limits)
  const notes = new FlowNotes(flows.capacity)
  const settlement = new Settlement(flows, notes, host, () => rules)
  const expectations = new Expectations(limits.maxExpectations)
  const calls = new Expectations(limits.maxExpectations)
  const stunId = protocolId("STUN")
  const learnedAddresses = new LearnedAddresses(limits.maxLearnedAddresses)
  const endpoints = new EndpointMemory()
  const fingerprints = new TcpFingerprints()
  const toldSystems = new ToldSystems()
  const builtIn = createHostnameMatcher(builtInHostnamePatterns())
  const judge = options.judgeFlows === false ? null : new RiskAssessor({ flows, notes, settlement, rules: () => rules, asnOf: options.asnOf ?? (() => 0), matchHostname })
  const certificateNames = new CertificateNames(matchHostname)
  const media = new MediaTable(
    limits.maxMediaStreams,
    (flow, fromA, nowUs) => expectations.noteOf(flows.key, flow, fromA, transportOf(flows.key[flow * KEY_WORDS + 9] & 255), nowUs),
    (flow, other) => haveSameHosts(flows.key, flow, other),
  )
  const view = new InspectionView({
    flows, host, settlement, expectations, calls, learnedAddresses, media,
    matchHostname,
    protocolOfNames: (names) => certificateNames.protocolOf(names),
    isTrustedIssuer: (issuer) => rules.isTrustedIssuer(issuer),
  })
  const counters = {
    flowsBegun: 0, matched: 0, concluded: 0, byIpNumber: 0, byUserRule: 0, byCorrelation: 0, byPort: 0, byAddress: 0, unknown: 0,
    packetsInspected: 0, dissectorCalls: 0, retransmissionsIgnored: 0, recordsEvicted: 0, dissectorErrors: 0, windowsOverflowed: 0,
  }

  /** The user's pattern wins; what it says nothing about stays as built in. */
  function matchHostname(name: string): HostnameMatch | null {
    const own = rules.hostname(name)
    if (own !== null && own.protocol !== 0 && own.category !== 0) return own
    const known = builtIn.match(name)
    if (own === null || known === null) return own ?? known
    return { ...own, protocol: own.protocol || known.protocol, category: own.category || (own.protocol !== 0 ? 0 : known.category) }
  }

  function begin(flow: number): void {
    counters.flowsBegun++
    if (media.size > 0) media.end(flow)
    flows.inspection[flow] = -1
    notes.begin(flow, flows.capacity)
    const key = flow * KEY_WORDS
    const ipProtocol = flows.key[key + 9] & 255
    const transport = transportOf(ipProtocol)
    const ports = flows.key[key + 8]
    const ruled = rules.addressProtocol(flows.key, key + 4, ports & 0xffff) || rules.addressProtocol(flows.key, key, ports >>> 16)
    const category = rules.addressCategory(flows.key, key + 4) || rules.addressCategory(flows.key, key)
    if (category !== 0) settlement.categoryNumber(flow, category)
    if (ruled !== 0) {
      counters.byUserRule++
      settlement.ruled(flow, ruled)
      host.onDetected(flow)
    } else if (transport !== TCP && transport !== UDP) {
      const named = protocolOfIpNumber(ipProtocol)
      if (named !== 0) {
        counters.byIpNumber++
        settle(flow, named, BY_CONTENT)
      }
      // Nobody dissects ICMP, but its first message is looked at.
      if (!dispatch.isRead[transport] && transport !== ICMP && transport !== ICMPV6) return
    }
    flows.flags[flow] |= FLOW_INSPECTING
  }

  function inspect(flow: number, packet: Packet, fromA: boolean): void {
    const side = fromA ? 0 : 1
    const isTcp = packet.ipProtocol === 6
    const isSyn = isTcp && (packet.tcpFlags & SYN) !== 0
    if (isSyn) {
      noteSyn(flow, side, (packet.tcpSequence + 1) >>> 0)
      if ((packet.tcpFlags & ACK) === 0 && flows.tcpFingerprint[flow] === 0) noteClient(flow, side, packet)
    }
    if (packet.payloadBytes === 0 || (flows.flags[flow] & FLOW_INSPECTING) === 0) return
    if (isTcp && packet.tcpFlags === ACK && isPadding(packet)) return
    if (packet.ipProtocol === IP_ICMP || packet.ipProtocol === IP_ICMPV6) {
      judge?.icmp(flow, packet)
      if (!dispatch.isRead[transportOf(packet.ipProtocol)]) return release(flow)
    }
    let record = flows.inspection[flow]
    if (record < 0) {
      record = open(flow, packet.timestampUs)
      if (record < 0) return
    }
    counters.packetsInspected++
    const transport = transportOf(packet.ipProtocol)
    view.aim(flow, fromA, transport)
    view.ttl = packet.ttl
    view.isFragment = packet.isFragment
    view.timestampUs = packet.timestampUs
    view.payloadWireBytes = packet.payloadWireBytes
    if (isTcp) inspectSegment(record, flow, packet, side, isSyn ? packet.tcpSequence + 1 : packet.tcpSequence)
    else {
      view.streamFromStart = true
      view.payload.set(packet.payloadSource, packet.payloadStart, packet.payloadBytes)
      view.stream.set(packet.payloadSource, packet.payloadStart, packet.payloadBytes)
      show(record, flow, transport, side)
    }
  }

  function noteClient(flow: number, side: number, packet: Packet): void {
    const number = fingerprints.numberOf(packet)
    flows.tcpFingerprint[flow] = number
    const os = fingerprints.find(number)?.os ?? null
    const at = flow * KEY_WORDS + 4 * side
    // Once per host is enough, and what HTTP or DHCP say later is more exact.
    if (os !== null && toldSystems.isNew(flows.key, at, number)) host.learnOs(formatIp(flows.key, at), flows.key[flow * KEY_WORDS + 9] >>> 16, os)
  }

  function noteSyn(flow: number, side: number, first: number): void {
    const record = flows.inspection[flow]
    // Ports used again while the flow is still open: the stream begins anew.
    if (record >= 0 && notes.firstSequence[2 * flow + side] !== first) streams.release(2 * record + side)
    notes.firstSequence[2 * flow + side] = first
    notes.marks[flow] |= SYN_OF_A << side
  }

  /** First payload: the flow gets a record; the one inspected longest makes room when all are taken. */
  function open(flow: number, timestampUs: number): number {
    let record = records.take(flow)
    if (record < 0) {
      counters.recordsEvicted++
      const oldest = records.oldestRecord
      if (oldest < 0) {
        stopInspecting(flow)
        return -1
      }
      stopInspecting(records.flow[oldest])
      record = records.take(flow)
    }
    flows.inspection[flow] = record
    const transport = transportOf(flows.key[flow * KEY_WORDS + 9] & 255)
    records.expected[record] = expectations.find(flows.key, flow, transport, timestampUs)
    return record
  }

  function inspectSegment(record: number, flow: number, packet: Packet, side: number, sequence: number): void {
    const slot = 2 * record + side
    const fromStart = (notes.marks[flow] & (SYN_OF_A << side)) !== 0
    view.streamFromStart = fromStart
    if (!streams.hasStarted(slot)) {
      // A second SYN with another number that came to nothing must not hide the stream.
      const ahead = (sequence - notes.firstSequence[2 * flow + side]) | 0
      const isNear = ahead >= 0 && ahead < MAX_WINDOW_BYTES
      streams.start(slot, fromStart && isNear ? notes.firstSequence[2 * flow + side] : sequence)
    }
    const bytes = packet.payloadSource
    const { payloadStart: start, payloadBytes: length } = packet
    let outcome = streams.accept(slot, sequence, bytes, start, length, view.payload, view.stream)
    if (outcome === OVERFLOW) {
      // Either the window is full (nobody consumed), or too much waits behind a hole, which the capture has lost.
      if (!streams.hasHeld(slot)) {
        if (streams.hasKept(slot)) {
          counters.windowsOverflowed++
          conclude(flow, packet.timestampUs)
          return
        }
        streams.start(slot, sequence)
      } else {
        forgetBeginning(flow, side)
        if (streams.skipHole(slot, view.payload, view.stream) && !show(record, flow, TCP, side)) return
      }
      outcome = streams.accept(slot, sequence, bytes, start, length, view.payload, view.stream)
      if (outcome === OVERFLOW) {
        streams.drop(slot)
        streams.start(slot, sequence)
        outcome = streams.accept(slot, sequence, bytes, start, length, view.payload, view.stream)
      }
    }
    if (outcome === OLD) counters.retransmissionsIgnored++
    else if (outcome === IN_ORDER && !show(record, flow, TCP, side)) return
    // What the snaplen cut off never comes.
    if (packet.payloadWireBytes > length && outcome !== HELD) streams.skipBytes(slot, packet.payloadWireBytes - length)
  }

  /** Behind a lost piece a stream is like one seen from the middle. */
  function forgetBeginning(flow: number, side: number): void {
    notes.marks[flow] &= ~(SYN_OF_A << side)
    view.streamFromStart = false
  }

  /** Shows the view's packet to whom it concerns. False: the flow is concluded and its record gone. */
  function show(record: number, flow: number, transport: number, side: number): boolean {
    const packets = records.payloadPackets
    packets[2 * record + side]++
    const toServer = packets[2 * record + (view.toServer ? side : 1 - side)]
    const toClient = packets[2 * record + (view.toServer ? 1 - side : side)]
    view.payloadPacketsToServer = toServer
    view.payloadPacketsToClient = toClient
    view.payloadPackets = toServer + toClient
    if (records.matched[record] >= 0) return extractStep(record, flow, transport, side)
    const slot = 2 * record + side
    const dissector = recogniseStep(record, flow, transport, side)
    if (dissector >= 0) {
      counters.matched++
      records.matched[record] = dissector
      records.matchedState[record] = view.state
      settlement.master(flow, dispatch.protocol[dissector], BY_CONTENT)
      return extractFirst(record, flow, transport, side)
    }
    judge?.payload(flow, view)
    const budget = transport === TCP ? limits.maxUnknownPackets : limits.maxUnknownDatagrams
    if (view.payloadPackets >= budget || !mayStillMatch(record, flow, transport)) {
      conclude(flow, view.timestampUs)
      return false
    }
    if (transport === TCP) {
      if (!records.somebodyWaits(record)) streams.drop(slot)
      else if (!streams.keep(slot, view.stream)) {
        conclude(flow, view.timestampUs)
        return false
      }
    }
    return true
  }

  /** Index of the dissector that recognised it, or -1. */
  function recogniseStep(record: number, flow: number, transport: number, side: number): number {
    view.mayConsume = false
    const from = record * words
    for (let word = 0; word < words; word++) {
      let bits = waiting[from + word]
      while (bits !== 0) {
        const dissector = word * 32 + 31 - Math.clz32(bits & -bits)
        bits &= bits - 1
        if (ask(record, dissector, transport, true)) return dissector
      }
    }
    const firstByte = view.stream.u8(0)
    if (transport === TCP) {
      const sideBit = 1 << side
      if (records.dispatched[record] & sideBit) {
        if (view.streamFromStart || records.midstreamStarts[record] >= limits.maxMidstreamStarts || records.somebodyWaits(record)) return -1
        // Nobody waits and the beginning was not seen: this segment may be the beginning of a message.
        records.midstreamStarts[record]++
        records.clearCandidates(record)
      }
      records.dispatched[record] |= sideBit
    }
    const expected = records.expected[record]
    if (expected !== 0) {
      const dissector = dispatch.indexOf(expected, transport)
      if (dissector >= 0 && isOpen(record, dissector) && ask(record, dissector, transport, false)) return dissector
    }
    const ports = flows.key[flow * KEY_WORDS + 8]
    const byServerPort = askHinted(record, transport, ports & 0xffff, firstByte)
    if (byServerPort >= 0) return byServerPort
    const byClientPort = askHinted(record, transport, ports >>> 16, firstByte)
    if (byClientPort >= 0) return byClientPort
    const candidates = dispatch.byFirstByte[transport * 256 + firstByte]
    for (let i = 0; i < candidates.length; i++) {
      const dissector = candidates[i]
      if (isOpen(record, dissector) && ask(record, dissector, transport, false)) return dissector
    }
    return -1
  }

  function askHinted(record: number, transport: number, port: number, firstByte: number): number {
    const hinted = dispatch.byPort.get(transport * 65536 + port)
    if (hinted === undefined) return -1
    for (let i = 0; i < hinted.length; i++) {
      const dissector = hinted[i]
      if (dispatch.accepts(dissector, transport, firstByte) && isOpen(record, dissector) && ask(record, dissector, transport, false)) return dissector
    }
    return -1
  }

  /** Neither rejected nor waiting: not asked yet. */
  function isOpen(record: number, dissector: number): boolean {
    const at = record * words + (dissector >>> 5)
    return ((rejected[at] | waiting[at]) & (1 << (dissector & 31))) === 0
  }

  /** True: it is this one. */
  function ask(record: number, dissector: number, transport: number, waits: boolean): boolean {
    const at = record * words + (dissector >>> 5)
    const bit = 1 << (dissector & 31)
    if (view.stream.length < minBytes[dissector]) {
      // A stream grows; a datagram that is too short says nothing about the next one.
      if (transport === TCP && !waits) {
        waiting[at] |= bit
        state[record * dispatchCount + dissector] = 0
      }
      return false
    }
    view.state = waits ? state[record * dispatchCount + dissector] : 0
    counters.dissectorCalls++
    const verdict = recogniseSafely(dissector)
    if (verdict === NEED_MORE) {
      waiting[at] |= bit
      state[record * dispatchCount + dissector] = view.state
      return false
    }
    if (verdict === MATCH) return true
    waiting[at] &= ~bit
    rejected[at] |= bit
    return false
  }

  function recogniseSafely(dissector: number): number {
    try {
      return recognise[dissector](view)
    } catch (error) {
      report(error, dissector)
      return 0
    }
  }

  function report(error: unknown, dissector: number): void {
    counters.dissectorErrors++
    options.onError?.(error, options.dissectors[dissector].protocol)
  }

  /** Can any packet of this flow still bring a match? */
  function mayStillMatch(record: number, flow: number, transport: number): boolean {
    if (transport !== TCP) return true // every datagram is a beginning
    if (records.dispatched[record] !== 3 || records.somebodyWaits(record)) return true
    // Both sides' beginnings were shown and everybody declined; without its SYN a flow gets some more chances.
    return (notes.marks[flow] & (SYN_OF_A | SYN_OF_B)) !== (SYN_OF_A | SYN_OF_B) && records.midstreamStarts[record] < limits.maxMidstreamStarts
  }

  /** The packet that matched; what the other side said before comes first, if it was kept. */
  function extractFirst(record: number, flow: number, transport: number, side: number): boolean {
    const other = 2 * record + 1 - side
    if (transport === TCP && streams.hasKept(other) && extract[records.matched[record]] !== undefined) {
      const { bytes, start, length } = view.payload
      const { bytes: streamBytes, start: streamStart, length: streamLength } = view.stream
      view.aim(flow, side === 1, transport)
      streams.show(other, view.stream)
      view.payload.set(view.stream.bytes, view.stream.start, view.stream.length)
      const goesOn = extractStep(record, flow, transport, 1 - side)
      view.aim(flow, side === 0, transport)
      view.payload.set(bytes, start, length)
      view.stream.set(streamBytes, streamStart, streamLength)
      if (!goesOn) return false
    }
    return extractStep(record, flow, transport, side)
  }

  function extractStep(record: number, flow: number, transport: number, side: number): boolean {
    const dissector = records.matched[record]
    const take = extract[dissector]
    let appetite: number = DONE
    if (take !== undefined) {
      view.mayConsume = true
      view.state = records.matchedState[record]
      try {
        appetite = take(view)
      } catch (error) {
        report(error, dissector)
        appetite = DONE
      }
      records.matchedState[record] = view.state
    }
    const packets = ++records.extractPackets[record]
    records.extractBytes[record] += view.payload.length
    if (packets === 1) host.onDetected(flow)
    const spent = packets >= limits.maxExtractPackets || records.extractBytes[record] >= limits.maxExtractBytes
    if (appetite === DONE || spent || (transport === TCP && !streams.keep(2 * record + side, view.stream))) {
      close(flow, view.timestampUs)
      return false
    }
    return true
  }

  /** Recognised and done. */
  function close(flow: number, timestampUs: number): void {
    recallCall(flow, timestampUs)
    remember(flow, timestampUs)
    release(flow)
  }

  /** What began as STUN and told no application: the call's other flows may have done so meanwhile. */
  function recallCall(flow: number, timestampUs: number): void {
    const record = flows.inspection[flow]
    if (calls.size === 0 || record < 0 || dispatch.protocol[records.matched[record]] !== stunId || settlement.hasOwnApp(flow)) return
    settlement.recallCall(flow, calls.find(flows.key, flow, transportOf(flows.key[flow * KEY_WORDS + 9] & 255), timestampUs))
  }

  function remember(flow: number, timestampUs: number): void {
    if (flows.confidence[flow] === BY_CONTENT) endpoints.learn(flows.key, flow, serverIsB(flow), flows.masterProtocol[flow], timestampUs)
  }

  function serverIsB(flow: number): boolean {
    return (flows.flags[flow] & FLOW_SWAPPED) === 0
  }

  /** Nobody recognised it: guess, and stop looking. */
  function conclude(flow: number, timestampUs: number): void {
    if ((flows.flags[flow] & FLOW_DETECTED) === 0) guess(flow, timestampUs)
    release(flow)
  }

  function release(flow: number): void {
    flows.flags[flow] &= ~FLOW_INSPECTING
    counters.concluded++
    notes.marks[flow] |= CONCLUDED
    judge?.concluded(flow)
    const record = flows.inspection[flow]
    if (record < 0) return
    flows.inspection[flow] = -1
    streams.release(2 * record)
    streams.release(2 * record + 1)
    records.give(record)
  }

  function guess(flow: number, timestampUs: number): void {
    const transport = transportOf(flows.key[flow * KEY_WORDS + 9] & 255)
    const record = flows.inspection[flow]
    const expected = record >= 0 ? records.expected[record] : expectations.find(flows.key, flow, transport, timestampUs)
    if (expected !== 0) {
      counters.byCorrelation++
      return settle(flow, expected, BY_CORRELATION)
    }
    const ports = flows.key[flow * KEY_WORDS + 8]
    const serverPort = serverIsB(flow) ? ports & 0xffff : ports >>> 16
    const clientPort = serverIsB(flow) ? ports >>> 16 : ports & 0xffff
    // Nothing was said, or something from the beginning that nobody knows: then it is not what the port is for.
    const sidesSeen = notes.marks[flow] & (SYN_OF_A | SYN_OF_B)
    if (transport !== TCP ? record >= 0 && records.dispatched[record] !== 0 : sidesSeen !== 0) {
      const own = protocolByAddress(flows, flow, serverIsB(flow), true, ofAddress)
      if (own !== 0) {
        counters.byAddress++
        return settle(flow, own, BY_ADDRESS)
      }
    }
    const byPort = protocolByPort(transport, serverPort, clientPort, rules, transport !== TCP || sidesSeen !== 0)
    if (byPort !== 0) {
      counters.byPort++
      // A port of one of the user's own protocols: nobody else could know it.
      return settle(flow, byPort, byPort >= FIRST_USER_PROTOCOL_ID ? BY_USER_RULE : BY_PORT)
    }
    const byName = protocolByLearnedName(flow, timestampUs)
    if (byName !== 0) {
      counters.byCorrelation++
      return settle(flow, byName, BY_CORRELATION)
    }
    // A port that is only knocked at says nothing about what would have been spoken.
    const earlier = record < 0 ? 0 : endpoints.recall(flows.key, flow, serverIsB(flow), timestampUs)
    if (earlier !== 0) {
      counters.byCorrelation++
      return settle(flow, earlier, BY_CORRELATION)
    }
    const byAddress = protocolByAddress(flows, flow, serverIsB(flow), false, ofAddress)
    if (byAddress !== 0) {
      counters.byAddress++
      return settle(flow, byAddress, BY_ADDRESS)
    }
    counters.unknown++
  }

  /** The server's address was the answer for a name whose application is known. */
  function protocolByLearnedName(flow: number, timestampUs: number): number {
    if (learnedAddresses.size === 0) return 0
    const at = flow * KEY_WORDS + (serverIsB(flow) ? 4 : 0)
    const name = learnedAddresses.nameOf(formatIp(flows.key, at), timestampUs)
    return name === null ? 0 : (matchHostname(name)?.protocol ?? 0)
  }

  function settle(flow: number, protocol: number, confidence: number): void {
    settlement.master(flow, protocol, confidence)
    if (protocolById(protocol).id !== 0) host.onDetected(flow)
  }

  function told(flow: number, masterProtocol: number, appProtocol: number, extras: RecordExtras | undefined): void {
    flows.flags[flow] &= ~FLOW_INSPECTING
    const isKnown = (flows.flags[flow] & FLOW_DETECTED) !== 0 && flows.confidence[flow] >= BY_CORRELATION
    if (masterProtocol !== 0 && !isKnown) settle(flow, masterProtocol, BY_CONTENT)
    else if ((flows.flags[flow] & FLOW_DETECTED) === 0) guess(flow, flows.lastSeenUs[flow])
    if (appProtocol !== 0 && appProtocol !== masterProtocol) settlement.app(flow, appProtocol)
    if (extras === undefined) return
    addTold(settlement.details(flow), extras)
    if (extras.hostname) settlement.hostname(flow, extras.hostname, matchHostname(extras.hostname))
  }

  function finish(flow: number): void {
    stopInspecting(flow)
    if ((notes.marks[flow] & CONCLUDED) === 0) {
      notes.marks[flow] |= CONCLUDED
      judge?.concluded(flow)
    }
    judge?.ended(flow)
  }

  function stopInspecting(flow: number): void {
    if ((flows.flags[flow] & FLOW_INSPECTING) === 0) return
    const record = flows.inspection[flow]
    if (record >= 0 && records.matched[record] < 0 && transportOf(flows.key[flow * KEY_WORDS + 9] & 255) === TCP) {
      for (let side = 0; side < 2; side++) if (!showHeld(record, flow, side)) return
    }
    if (record >= 0 && records.matched[record] >= 0) close(flow, flows.lastSeenUs[flow])
    else conclude(flow, flows.lastSeenUs[flow])
  }

  /** The flow is over: what waited behind a hole is all that there will be. False: that concluded the flow. */
  function showHeld(record: number, flow: number, side: number): boolean {
    view.aim(flow, side === 0, TCP)
    view.timestampUs = flows.lastSeenUs[flow]
    if (!streams.skipHole(2 * record + side, view.payload, view.stream)) return true
    forgetBeginning(flow, side)
    view.payloadWireBytes = view.payload.length
    return show(record, flow, TCP, side)
  }

  function stats(): Readonly<Record<string, number>> {
    return {
      ...counters, records: records.inUse, recordsLimit: records.capacity,
      streamBuffers: streams.buffersInUse, streamBuffersRefused: streams.buffersRefused, holesGivenUp: streams.holesGivenUp,
      segmentsHeld: streams.segmentsHeld, expectations: expectations.size, calls: calls.size, callsEvicted: calls.evicted, expectationsEvicted: expectations.evicted,
      learnedAddresses: learnedAddresses.size, learnedAddressesEvicted: learnedAddresses.evicted,
      tcpFingerprints: fingerprints.size, tcpFingerprintsRefused: fingerprints.refused, tcpFingerprintsLimit: fingerprints.limit,
      mediaFlows: media.size, mediaStreams: media.streams.inUse, mediaStreamsRefused: media.refused + media.streams.refused, mediaStreamsLimit: limits.maxMediaStreams, mediaReportsJoined: media.joined,
    }
  }

  return {
    begin, inspect, told, finish, stats,
    tables: () => inspectionTables(stats(), limits, memoryUse([builtIn.memory, certificateNames.memory, ...(rules.memory ? [rules.memory] : [])])),
    media: (flow, packet, fromA) => media.packet(flow, packet, fromA),
    calls: new MediaReport(media, flows),
    forget(flow) {
      if (media.size > 0) media.end(flow)
    },
    tcpFingerprint: (flow) => fingerprints.find(flows.tcpFingerprint[flow]),
    setRules(next) {
      rules = next
      certificateNames.forget()
    },
  }
}
