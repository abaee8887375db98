// The engine: frames are decoded, find their flow, are counted, inspected and accounted; ended flows go to history.
//
//   process(block) -> decode -> TO_FLOW ─> flow table -> count, TCP -> inspector (first packets) -> accounting (by harvest)
//                       |-> NOT_IP  ─> counted by ethertype, MACs
//                       |-> HELD    ─> reassembly; whole or given up, it comes back as one packet
//                       `-> DROPPED ─> counted by reason
import type { Packet } from "./decode/packet.ts"
import type { RecordBlock } from "./records/record-block.ts"
import { endReasons, flowColumns, riskById, riskIdsOf, tcpStates, type FlowRow, type FlowShape, type Page, type PageRequest, type Risk, type RiskMuteRule } from "@netweir/model"
import { NetworkTable } from "./addresses/networks.ts"
import { Decoder } from "./decode/decoder.ts"
import { decodeGivenUp } from "./decode/fragment.ts"
import { ODD_CLOCK_BACK } from "./decode/oddities.ts"
import { DROP_TABLE_FULL, HELD, NOT_IP, TO_FLOW } from "./decode/outcome.ts"
import { TCP_ACK, TCP_SYN } from "./decode/tcp.ts"
import { dissectors } from "./dissectors/index.ts"
import type { EndedFlow, Engine, EngineBlock, EngineOptions, EngineSinks, FirstPacketsOfFlow } from "./engine.ts"
import { FirstPackets } from "./explain/first-packets.ts"
import { rebuildPacket } from "./explain/rebuild-packet.ts"
import { countPacket, payloadEntropy, trackLatency } from "./flows/count-packet.ts"
import { FLOW_ALERTED, FLOW_ANSWER_SEEN, FLOW_INSPECTING, FLOW_MEDIA, FLOW_SWAPPED, FLOW_TOUCHED } from "./flows/flags.ts"
import { FlowClock, STEP_PACKETS, isOver } from "./flows/flow-clock.ts"
import { shapeOf } from "./flows/flow-shape.ts"
import { IdlestFlows } from "./flows/idlest-flows.ts"
import { FlowTable } from "./flows/flow-table.ts"
import { startFlow } from "./flows/start-flow.ts"
import { trackTcp } from "./flows/track-tcp.ts"
import { createAccounting } from "./hosts/create-accounting.ts"
import { createNoAccounting } from "./hosts/no-accounting.ts"
import { compileFilter, readPage } from "./hosts/read-page.ts"
import { createInspector } from "./inspect/create-inspector.ts"
import { protocolOfNetwork } from "./inspect/network-owners.ts"
import type { Inspector } from "./inspect/inspector.ts"
import { InterfaceCounters } from "./interface-counters.ts"
import { Reassembly, defaultReassemblyLimits } from "./reassembly/reassembly.ts"
import { FlowBatchBuilder } from "./rows/flow-batch-builder.ts"
import { rowOfFlowId } from "./rows/flow-id.ts"
import { createFlowReaders } from "./rows/flow-readers.ts"
import { groupFlows } from "./rows/group-flows.ts"
import { createFlowRowMaker } from "./rows/flow-row.ts"
import { Slices } from "./rows/slices.ts"
import { RiskMutes } from "./risks/risk-mutes.ts"
import { FlowOrigins } from "./records/flow-origins.ts"
import { RecordIntake } from "./records/record-intake.ts"

const TCP = 6
const ENDED_ACTIVE = endReasons.indexOf("active")
const ENDED_IDLE = endReasons.indexOf("idle")
const ENDED_FIN = endReasons.indexOf("tcp-fin")
const ENDED_RESET = endReasons.indexOf("tcp-reset")
const ENDED_EVICTED = endReasons.indexOf("evicted")
const ENDED_EXPORTER = endReasons.indexOf("exporter")
const ENDED_SHUTDOWN = endReasons.indexOf("shutdown")
const STATE_CLOSED = tcpStates.indexOf("closed")
const STATE_RESET = tcpStates.indexOf("reset")

export function createEngine(options: EngineOptions, sinks: EngineSinks): Engine {
  const idleUs = options.flowIdleSeconds * 1e6
  const harvestUs = options.harvestSeconds * 1e6
  const reassembly = new Reassembly(defaultReassemblyLimits, options.hashSeed)
  const decoder = new Decoder(reassembly, options.decapsulate, options.countLaterFragments)
  if (options.ignoreVlans === true) decoder.vlanMask = 0
  const { packet } = decoder
  const table = new FlowTable(options.maxFlows, options.hashSeed)
  const flows = table.columns
  flows.instance = options.instance ?? 0
  const counters = new InterfaceCounters()
  const networks = new NetworkTable(options.localNetworks)
  // In an object, not in variables: a closure's variable would allocate a number on every packet.
  const time = { nowUs: 0, lastUs: 0 }
  const origins = options.observationPoints ? new FlowOrigins(options.observationPoints) : null
  let untilStep = STEP_PACKETS
  let isFinished = false
  let flowsSinceStart = 0
  let evicted = 0
  let refused = 0
  const idlest = new IdlestFlows()
  let retransmissions = 0
  let outOfOrder = 0
  let lost = 0
  let alertedFlows = 0
  let score = 0

  const accounting = options.account
    ? createAccounting({
      flows, options, networks, origins,
      onSeries: (batch) => sinks.onSeries?.(batch),
      interfaceTotals: () => ({
        packets: counters.received, bytes: counters.bytes, dropped: counters.droppedTotal(), flowsSinceStart, activeFlows: table.live,
        retransmissions: tcpTotals().retransmissions,
      }),
    })
    : createNoAccounting()
  const inspector: Inspector | null = options.inspect
    ? createInspector(
      {
        flows,
        learnName: (ip, vlan, name, source, timestampUs) => accounting.learnName(ip, vlan, name, source, timestampUs),
        learnOs: (ip, vlan, os) => accounting.learnOs(ip, vlan, os),
        onRisk,
        onDetected: (flow) => accounting.appDetected(flow),
      },
      { dissectors: options.dissectors ?? dissectors, limits: options.inspectionLimits, rules: options.rules, asnOf: (words, at) => options.facts.asn(words, at), addressProtocol: options.addressProtocol ?? ((words, at, port, onlyItsOwn) => protocolOfNetwork(options.facts.asn(words, at), port, onlyItsOwn)), onError: options.onDissectorError },
    )
    : null
  const firstPackets = options.inspect && options.firstPacketBytes ? new FirstPackets(options.firstPacketBytes, flows.capacity) : null
  const perPacket = accounting.packet?.bind(accounting)

  const readers = createFlowReaders({
    flows, networks, origins, facts: options.facts, interfaceName: options.interfaceName,
    nameOf: (host) => (host < 0 ? null : accounting.nameOf(host)),
    bitsPerSecond: flowRate,
    endReason: () => endingFor,
    tcpFingerprint: (row) => inspector?.tcpFingerprint(row),
    calls: inspector?.calls ?? null,
    mutes: { low: (row) => mutes.low(row), high: (row) => mutes.high(row), of: (row) => mutes.of(row) },
  })
  const mutes = new RiskMutes(readers)
  mutes.set(options.riskMutes ?? [], 0)
  const toRow = createFlowRowMaker(readers)
  const slices = new Slices(flows, readers)
  const batch = sinks.onFlows ? new FlowBatchBuilder(flows, readers, slices, origins, (flowBatch) => sinks.onFlows?.(flowBatch)) : null
  const isWanted = sinks.endedFlowFilter ? compileFilter(sinks.endedFlowFilter, flowColumns, readers, 0) : null
  let endingFor = ENDED_ACTIVE
  const ended: EndedFlow = { masterProtocol: 0, appProtocol: 0, category: 0, packets: 0, bytes: 0, isAlerted: false }
  const clock = new FlowClock(table, {
    idleUs, sliceUs: options.activeSliceSeconds * 1e6, harvestUs,
  }, {
    onIdle: (row) => endFlow(row, ENDED_IDLE),
    onClosed: (row) => endFlow(row, reasonOf(row)),
    onSlice: writeSlice,
    sliceStartUs: (row) => slices.startUs(row),
    onHarvest: harvest,
    ...(origins && { heardUs: () => origins.columns.heardUs }),
  })
  const records = origins && new RecordIntake(origins, idleUs, {
    table, decoder, counters, accounting, inspector,
    moveTo(receivedUs) {
      if (receivedUs > time.nowUs) time.nowUs = receivedUs
    },
    addFlow,
    endFlow: (row) => endFlow(row, reasonOf(row)),
    touch: (row) => {
      if (options.account) clock.touch(row)
    },
    addScore, nonIp: (told) => accounting.nonIp(told),
    raiseRisk: onRisk,
    step() {
      if (--untilStep === 0) step()
    },
  })

  // ── packets

  function process(block: EngineBlock): void {
    for (let i = 0; i < block.count; i++) {
      const outcome = decoder.decode(block, i)
      const { timestampUs } = packet
      counters.frame(packet.wireBytes, timestampUs)
      if (timestampUs < time.lastUs) packet.oddities |= ODD_CLOCK_BACK
      time.lastUs = timestampUs
      time.nowUs = timestampUs
      if (outcome === TO_FLOW) toFlow()
      else if (outcome === NOT_IP) notIp()
      else if (outcome !== HELD) counters.drop(outcome, 1)
      if (reassembly.givenUpCount > 0) countGivenUp()
      if (packet.oddities !== 0) counters.oddities(packet)
      if (--untilStep === 0) step()
    }
  }

  function processRecords(block: RecordBlock): void {
    if (records === null) throw new Error("this engine was made without observation points and takes no records")
    records.process(block)
  }

  function toFlow(): void {
    let row = table.find(packet)
    if (row >= 0 && idleUs > 0 && isAnotherFlow(row)) {
      endFlow(row, reasonOf(row))
      row = table.find(packet) // sets the hash for insert
    }
    const isNew = row < 0
    if (isNew) {
      row = addFlow(packet)
      if (row < 0) {
        counters.drop(DROP_TABLE_FULL, packet.frames)
        return
      }
    }
    const { fromA } = table
    const isTcp = packet.ipProtocol === TCP && !packet.isLaterFragment
    if (isTcp) {
      trackTcp(flows, row, packet, fromA)
      counters.flags(packet.tcpFlags)
    }
    countPacket(flows, row, packet, fromA)
    counters.stored += packet.frames
    if (packet.ipVersion === 4) counters.bytesIpv4 += packet.wireBytes
    else counters.bytesIpv6 += packet.wireBytes
    const flags = flows.flags[row]
    if (packet.payloadBytes > 0) {
      if ((flags & FLOW_ANSWER_SEEN) === 0) trackLatency(flows, row, packet, fromA)
      if (options.entropy && flows.entropy[row] === 0) flows.entropy[row] = payloadEntropy(packet)
    }
    if ((flags & FLOW_TOUCHED) === 0 && options.account) {
      flows.flags[row] |= FLOW_TOUCHED
      clock.touch(row)
    }
    if ((flags & FLOW_INSPECTING) !== 0 && (packet.payloadBytes > 0 || (isTcp && (packet.tcpFlags & TCP_SYN) !== 0))) {
      firstPackets?.keep(row, flows.generation[row], packet, fromA)
      inspector?.inspect(row, packet, fromA)
    }
    if ((flows.flags[row] & FLOW_MEDIA) !== 0 && packet.payloadBytes > 0) inspector?.media(row, packet, fromA)
    perPacket?.(row, packet, fromA)
  }

  /** The ports are the same, the conversation is not: silent for too long, or a new SYN after the end. */
  function isAnotherFlow(row: number): boolean {
    if (Math.abs(packet.timestampUs - flows.lastSeenUs[row]) > idleUs) return true
    return packet.ipProtocol === TCP && (packet.tcpFlags & (TCP_SYN | TCP_ACK)) === TCP_SYN && isOver(table, row)
  }
  function reasonOf(row: number): number {
    if (!isOver(table, row)) return ENDED_IDLE
    if (flows.tcpState[row] < STATE_CLOSED) return ENDED_EXPORTER
    return flows.tcpState[row] === STATE_RESET ? ENDED_RESET : ENDED_FIN
  }

  function addFlow(first: Packet): number {
    if (table.isFull) {
      evictIdlest()
      table.find(first)
    }
    const row = table.insert(first)
    if (row < 0) {
      refused++
      return row
    }
    startFlow(flows, row, first)
    origins?.start(row, flows.capacity)
    flowsSinceStart++
    firstPackets?.begin(row, flows.capacity)
    inspector?.begin(row)
    accounting.flowStarted(row, first)
    return row
  }

  function evictIdlest(): void {
    const row = idlest.next(origins?.columns.heardUs ?? flows.lastSeenUs, table.highWater)
    evicted++
    endFlow(row, ENDED_EVICTED)
  }

  function notIp(): void {
    counters.stored++
    accounting.nonIp(packet)
  }

  function countGivenUp(): void {
    if (packet.oddities !== 0) counters.oddities(packet)
    packet.oddities = 0
    while (reassembly.givenUpCount > 0) {
      const outcome = decodeGivenUp(decoder)
      if (outcome === TO_FLOW) toFlow()
      else counters.drop(outcome, packet.frames)
      if (packet.oddities !== 0) counters.oddities(packet)
      packet.oddities = 0
    }
  }

  // ── time

  function step(): void {
    untilStep = STEP_PACKETS
    clock.step(time.nowUs)
    reassembly.expire(time.nowUs)
    if (reassembly.givenUpCount > 0) countGivenUp()
    accounting.tick(time.nowUs)
  }

  function advance(toUs: number): void {
    if (toUs <= time.nowUs) return
    time.nowUs = toUs
    counters.moveTo(time.nowUs)
    step()
  }

  function harvest(row: number): void {
    const newBytes = flows.bytesAB[row] + flows.bytesBA[row] - flows.harvestedBytesAB[row] - flows.harvestedBytesBA[row]
    const periodUs = Math.max(1e6, Math.min(Math.max(harvestUs, clock.roundTookUs), time.nowUs - flows.firstSeenUs[row]))
    flows.bitsPerSecond[row] = (newBytes * 8e6) / periodUs
    judgeMutes(row)
    accounting.harvest(row, time.nowUs)
  }

  function writeSlice(row: number): void {
    judgeMutes(row)
    if (slices.hasNews(row)) batch?.add(row, ENDED_ACTIVE)
    slices.begin(row, time.nowUs)
  }

  /** What is written about a flow at its end. */
  function report(row: number, endReason: number): void {
    if (slices.hasNews(row)) batch?.add(row, endReason)
    if (!sinks.onEndedFlow && !sinks.onEndedFlowNumbers) return
    endingFor = endReason
    if (isWanted === null || isWanted(row)) {
      sinks.onEndedFlow?.(toRow(row), (flows.flags[row] & FLOW_SWAPPED) !== 0)
      sinks.onEndedFlowNumbers?.(numbersOf(row))
    }
    endingFor = ENDED_ACTIVE
  }

  function numbersOf(row: number): EndedFlow {
    ended.masterProtocol = flows.masterProtocol[row]
    ended.appProtocol = flows.appProtocol[row]
    ended.category = flows.category[row]
    ended.packets = flows.packetsAB[row] + flows.packetsBA[row]
    ended.bytes = flows.bytesAB[row] + flows.bytesBA[row]
    ended.isAlerted = (flows.flags[row] & FLOW_ALERTED) !== 0
    return ended
  }

  function endFlow(row: number, endReason: number): void {
    inspector?.finish(row)
    judgeMutes(row)
    accounting.harvest(row, time.nowUs)
    report(row, endReason)
    slices.end(row)
    inspector?.forget(row)
    accounting.flowEnded(row, time.nowUs)
    retransmissions += flows.retransmissionsAB[row] + flows.retransmissionsBA[row]
    outOfOrder += flows.outOfOrderAB[row] + flows.outOfOrderBA[row]
    lost += flows.lostAB[row] + flows.lostBA[row]
    if ((flows.flags[row] & FLOW_ALERTED) !== 0) alertedFlows--
    score -= flows.score[row]
    if (mutes.size > 0) mutes.forget(row)
    table.remove(row)
  }

  function onRisk(row: number, id: number): void {
    const risk = riskById(id)
    if (risk === undefined) return
    const bits = id <= 32 ? flows.risksLow : flows.risksHigh
    if ((bits[row] & (1 << ((id - 1) & 31))) !== 0 || (mutes.size > 0 && mutes.isMuted(row, id))) return
    const by = mutes.isEmpty ? null : mutes.find(row, id)
    if (by !== null) mutes.mute(row, id, by, time.nowUs / 1000)
    else raise(row, risk)
  }

  function raise(row: number, { id, score: more }: Risk): void {
    const bits = id <= 32 ? flows.risksLow : flows.risksHigh
    bits[row] |= 1 << ((id - 1) & 31)
    addScore(row, more)
    accounting.riskAdded(row, id)
  }

  function lower(row: number, { id, score: less }: Risk): void {
    const bits = id <= 32 ? flows.risksLow : flows.risksHigh
    bits[row] &= ~(1 << ((id - 1) & 31))
    const before = flows.score[row]
    flows.score[row] = Math.max(0, before - less)
    score -= before - flows.score[row]
    accounting.riskRemoved(row, id)
    if (flows.score[row] > 0 || (flows.risksLow[row] | flows.risksHigh[row]) !== 0 || (flows.flags[row] & FLOW_ALERTED) === 0) return
    flows.flags[row] &= ~FLOW_ALERTED
    alertedFlows--
  }

  /** Which of its risks are muted now: mutes, or what they ask of the flow, may have changed since it raised them. */
  function judgeMutes(row: number): void {
    if (mutes.isEmpty && mutes.size === 0) return
    const isMuted = mutes.has(row)
    if ((flows.risksLow[row] | flows.risksHigh[row]) === 0 && !isMuted) return
    const atMs = time.nowUs / 1000
    const muted = isMuted ? mutes.mutedRisks(row) : []
    for (const id of riskIdsOf(flows.risksLow[row], flows.risksHigh[row])) {
      const risk = riskById(id)
      const by = mutes.find(row, id)
      if (by === null || risk === undefined) continue
      lower(row, risk)
      mutes.mute(row, id, by, atMs)
    }
    for (const id of muted) {
      const risk = riskById(id)
      const by = mutes.find(row, id)
      if (by !== null) mutes.mute(row, id, by, atMs)
      else if (risk !== undefined) {
        mutes.unmute(row, id)
        raise(row, risk)
      }
    }
  }

  function setRiskMutes(rules: readonly RiskMuteRule[]): void {
    mutes.set(rules, time.nowUs / 1000)
    table.forEachLive((row) => {
      const before = flows.score[row]
      judgeMutes(row)
      // Groups hear of it now: no packet may come any more.
      if (flows.score[row] !== before) accounting.harvest(row, time.nowUs)
    })
  }

  function addScore(row: number, more: number): void {
    const before = flows.score[row]
    flows.score[row] = Math.min(0xffff, before + more)
    score += flows.score[row] - before
    if ((flows.flags[row] & FLOW_ALERTED) !== 0) return
    flows.flags[row] |= FLOW_ALERTED
    alertedFlows++
  }

  function finish(): void {
    reassembly.expire(Infinity)
    if (reassembly.givenUpCount > 0) countGivenUp()
    table.forEachLive((row) => {
      inspector?.finish(row)
      judgeMutes(row)
      report(row, ENDED_SHUTDOWN)
      slices.begin(row, time.nowUs)
    })
    clock.harvestAll()
    accounting.finish(time.nowUs)
    isFinished = true
    batch?.flush()
  }

  // ── answers

  /** Bits per second: now, while packets come and somebody harvests; over the whole flow otherwise. */
  function flowRate(row: number): number {
    if (options.account && !isFinished && flows.bitsPerSecond[row] > 0)
      return time.nowUs - (origins?.columns.heardUs ?? flows.lastSeenUs)[row] > 2 * Math.max(harvestUs, clock.roundTookUs) ? 0 : Math.round(flows.bitsPerSecond[row])
    const durationUs = Math.max(1e6, flows.lastSeenUs[row] - flows.firstSeenUs[row])
    return Math.round(((flows.bytesAB[row] + flows.bytesBA[row]) * 8e6) / durationUs)
  }

  function tcpTotals(): { retransmissions: number; outOfOrder: number; lost: number } {
    const totals = { retransmissions, outOfOrder, lost }
    for (let row = 0; row < table.highWater; row++) {
      if (flows.flags[row] === 0) continue
      totals.retransmissions += flows.retransmissionsAB[row] + flows.retransmissionsBA[row]
      totals.outOfOrder += flows.outOfOrderAB[row] + flows.outOfOrderBA[row]
      totals.lost += flows.lostAB[row] + flows.lostBA[row]
    }
    return totals
  }

  function stats(): ReturnType<Engine["stats"]> {
    const { tables, ...hosts } = accounting.stats()
    const { bitsPerSecond, packetsPerSecond, history } = counters.throughput()
    return {
      ...hosts,
      atMs: time.nowUs / 1000,
      firstPacketMs: counters.firstPacketUs < 0 ? null : counters.firstPacketUs / 1000,
      packets: {
        received: counters.received, stored: counters.stored + reassembly.heldFrames, filtered: 0,
        dropped: counters.droppedByReason(), bytes: counters.bytes,
      },
      bitsPerSecond, packetsPerSecond,
      activeFlows: table.live, flowsSinceStart, alertedFlows, score,
      tcp: tcpTotals(),
      bytesIpv4: counters.bytesIpv4, bytesIpv6: counters.bytesIpv6,
      tables: {
        ...tables,
        ...(firstPackets && { "first packets": { used: firstPackets.packets, limit: firstPackets.limit, evicted: firstPackets.evicted, refused: 0 } }),
        ...(mutes.size > 0 && { "flows with muted risks": { used: mutes.size, limit: table.maxFlows, evicted: 0, refused: 0 } }),
        ...inspector?.tables(),
        flows: { used: table.live, limit: table.maxFlows, evicted, refused },
        "fragmented datagrams": { used: reassembly.used, limit: reassembly.limit, evicted: reassembly.counters.evicted, refused: 0 },
      },
      packetSizes: counters.packetSizes(),
      tcpFlags: counters.tcpFlagCounts(),
      oddities: counters.oddityCounts(),
      throughputHistory: history,
    }
  }

  function flowsPage(request: PageRequest): Page<FlowRow> {
    return readPage({
      columns: flowColumns, readers, toRow, high: table.highWater, total: table.live,
      isLive: (row) => flows.flags[row] !== 0,
      defaultSort: "lastSeenMs",
    }, request, time.nowUs / 1000)
  }

  function flow(flowId: string): FlowRow | null {
    const row = rowOfFlowId(flows, flowId)
    return row < 0 ? null : toRow(row)
  }

  function flowShape(flowId: string): FlowShape | null {
    const row = rowOfFlowId(flows, flowId)
    return row < 0 ? null : shapeOf(flows.shape, row, (flows.flags[row] & FLOW_SWAPPED) === 0)
  }

  function firstPacketsOf(flowId: string): FirstPacketsOfFlow | null {
    const row = rowOfFlowId(flows, flowId)
    if (row < 0) return null
    const kept = firstPackets?.of(row, flows.generation[row]) ?? []
    const aIsClient = (flows.flags[row] & FLOW_SWAPPED) === 0
    return {
      packets: kept.map((packet) => rebuildPacket(flows, row, packet)), toServer: kept.map(({ fromA }) => fromA === aIsClient),
      isWhole: firstPackets?.hasAllOf(row, kept) ?? false,
    }
  }

  return {
    process, processRecords, advance, finish, stats, flow, firstPackets: firstPacketsOf, flowShape,
    drain: () => batch?.flush(),
    learnName: (ip, vlan, name) => accounting.learnName(ip, vlan, name, "dns", time.nowUs),
    setAlias: (ip, alias) => accounting.setAlias(ip, alias),
    setRecordIdle(seconds) {
      if (records !== null) records.idleUs = seconds * 1e6
      clock.setIdle(seconds * 1e6)
    },
    setRules: (rules) => inspector?.setRules(rules),
    setRiskMutes,
    takeMuteMatches: () => mutes.takeMatches(),
    flows: flowsPage,
    hosts: (request) => accounting.hosts(request),
    host: (ip, vlan) => accounting.host(ip, vlan),
    groups: (kind, request) => accounting.groups(kind, request),
    flowGroups: (request) => groupFlows({
      readers, high: table.highWater, isLive: (row) => flows.flags[row] !== 0,
      matches: request.filter ? compileFilter(request.filter, flowColumns, readers, time.nowUs / 1000) : null,
    }, request, time.nowUs / 1000),
    search: (text, limit) => accounting.search(text, limit),
  }
}
