// The hot side: flows start, count, end; their differences go to hosts and groups. No allocation but when something new
// (a host, a group, an entry of a host's lists) is made.
import { riskById } from "@netweir/model"
import { isIpv4 } from "../addresses/ip-text.ts"
import { BROADCAST, LOCAL, locate, REMOTE, type LocatedAddress } from "../addresses/location.ts"
import type { Packet } from "../decode/packet.ts"
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import { FLOW_DETECTED, FLOW_INSPECTING, FLOW_SWAPPED } from "../flows/flags.ts"
import type { FlowOrigins } from "../records/flow-origins.ts"
import { appKey, breedOf, exporterInterfaceKey } from "../groups/groups.ts"
import type { GroupTable } from "../groups/group-table.ts"
import { PACKET_SIZES, packetSizeClass } from "../groups/names.ts"
import type { Books } from "./books.ts"
import {
  APP_COUNTED, COUNTED_SWAPPED, DETAILED, DEVICE_B_PROVEN, FLOW_COUNTED, LOCATION_A_SHIFT, LOCATION_B_SHIFT, LOCATION_MASK, RISK_COUNTED, SIZE_PAIRS, SIZES_PER_FLOW,
} from "./flow-ledger.ts"
import { hashAddress } from "./hash-index.ts"
import { countForHost } from "./facts-of-flows.ts"
import {
  APPS, CATEGORIES, FIN_SENT, ICMP_TYPES, RESET_RECEIVED, RESET_SENT, SIZES, SYN_ACK_SENT, SYN_RECEIVED, SYN_SENT,
} from "./host-facts.ts"
import { countMetadata } from "./metadata-counts.ts"
import { addPeer } from "./peer-estimate.ts"

const SYN = 2, FIN = 1, RST = 4, ACK = 16
const TCP = 6, ICMP = 1, ICMPV6 = 58
const SIZES_FULL = 0xffff

export class FlowCounter {
  bytesLocalToRemote = 0
  bytesRemoteToLocal = 0
  packetsLocalToRemote = 0
  private readonly books: Books
  private readonly flows: FlowColumns
  private readonly locatedA: LocatedAddress = { location: 0, network: -1 }
  private readonly locatedB: LocatedAddress = { location: 0, network: -1 }
  /** Row of each size class in its group table. */
  private readonly sizeRows: readonly number[]

  constructor(books: Books) {
    this.books = books
    this.flows = books.deps.flows
    this.sizeRows = Array.from({ length: PACKET_SIZES }, (_, size) => books.groups.tables.packetSize.rowOf(size, 0))
  }

  flowStarted(flow: number, packet: Packet): void {
    const { books, flows, locatedA, locatedB } = this
    const { ledger, hosts, groups } = books
    ledger.ensure(flows.capacity)
    ledger.clear(flow)
    const key = flow * KEY_WORDS
    const vlan = flows.key[key + 9] >>> 16
    const nowUs = packet.timestampUs
    locate(books.deps.networks, flows.key, key, locatedA)
    locate(books.deps.networks, flows.key, key + 4, locatedB)
    // The broadcast address of a subnet that nobody told us about shows in the frame.
    if (packet.dstMacHigh === 0xffff && packet.dstMacLow === 0xffff_ffff && isIpv4(flows.key, key + 4) && locatedB.location !== LOCAL) locatedB.location = BROADCAST
    const a = books.hostRow(flows.key, key, vlan, locatedA, nowUs)
    if (a >= 0) hosts.activeFlows[a]++ // before B looks for a row: a host with an active flow keeps its own
    const b = books.hostRow(flows.key, key + 4, vlan, locatedB, nowUs)
    if (b >= 0) hosts.activeFlows[b]++
    flows.hostA[flow] = a
    flows.hostB[flow] = b
    let marks = (locatedA.location << LOCATION_A_SHIFT) | (locatedB.location << LOCATION_B_SHIFT)
    if (a >= 0) books.giveFacts(a)
    if (b >= 0) books.giveFacts(b)
    if (books.facts.of(a) >= 0 || books.facts.of(b) >= 0) marks |= DETAILED
    const isSwapped = (flows.flags[flow] & FLOW_SWAPPED) !== 0
    if (isSwapped) marks |= COUNTED_SWAPPED
    ledger.marks[flow] = marks

    if (a >= 0) {
      addPeer(hosts.peers, a, hashAddress(flows.key, key + 4, 0, books.seed))
      if (isSwapped) hosts.flowsAsServer[a]++
      else hosts.flowsAsClient[a]++
    }
    if (b >= 0) {
      addPeer(hosts.peers, b, hashAddress(flows.key, key, 0, books.seed))
      if (isSwapped) hosts.flowsAsClient[b]++
      else hosts.flowsAsServer[b]++
    }
    ledger.deviceA[flow] = this.deviceOf(flows.macAHigh[flow], flows.macALow[flow], a < 0 ? 0 : hosts.device[a], nowUs)
    ledger.deviceB[flow] = this.deviceOf(flows.macBHigh[flow], flows.macBLow[flow], b < 0 ? 0 : hosts.device[b], nowUs)
    if (a >= 0 && ledger.deviceA[flow] > 0) books.setDevice(a, ledger.deviceA[flow])
    if (b >= 0 && ledger.deviceB[flow] > 0 && hosts.device[b] === 0) books.setDevice(b, ledger.deviceB[flow])
    const { network, asn, country, device, vlan: vlans, l4, ethertype, dscp } = groups.tables
    startOne(vlans, vlans.rowOf(vlan, nowUs) + 1)
    startOne(l4, l4.rowOf(flows.key[key + 9] & 255, nowUs) + 1)
    startOne(ethertype, ethertype.rowOf(etherTypeOf(flows.ipVersion[flow]), nowUs) + 1)
    startOne(dscp, dscp.rowOf(packet.dscp, nowUs) + 1)
    ledger.dscp[flow] = packet.dscp
    startPair(network, a < 0 ? 0 : hosts.network[a], b < 0 ? 0 : hosts.network[b])
    startPair(asn, a < 0 ? 0 : hosts.asn[a], b < 0 ? 0 : hosts.asn[b])
    startPair(country, a < 0 ? 0 : hosts.country[a], b < 0 ? 0 : hosts.country[b])
    startPair(device, ledger.deviceA[flow], ledger.deviceB[flow])
    const { origins } = books.deps
    if (origins) startOne(groups.tables.exporter, groups.tables.exporter.rowOf(origins.columns.point[flow], nowUs) + 1)
  }

  /** Row plus one of the device, 0 when there is no MAC or it is a group's. `likely`: the one that it probably is. */
  private deviceOf(macHigh: number, macLow: number, likely: number, nowUs: number): number {
    if (macHigh < 0 || (macHigh & 0x0100) !== 0 || (macHigh === 0 && macLow === 0)) return 0
    const { device } = this.books.groups.tables
    const mac = macHigh * 0x1_0000_0000 + macLow
    return likely > 0 && device.key[likely - 1] === mac ? likely : device.rowOf(mac, nowUs) + 1
  }

  /** B's own frames tell its device; the MAC that the first packet was sent to was a guess. */
  private proveDeviceB(flow: number): void {
    const { books, flows } = this
    const { ledger } = books
    ledger.marks[flow] |= DEVICE_B_PROVEN
    const table = books.groups.tables.device
    const proven = this.deviceOf(flows.macBHigh[flow], flows.macBLow[flow], ledger.deviceB[flow], flows.lastSeenUs[flow])
    const b = flows.hostB[flow]
    if (b >= 0 && proven > 0) books.setDevice(b, proven)
    const guessed = ledger.deviceB[flow]
    if (proven === guessed) return
    endPair(table, 0, guessed === ledger.deviceA[flow] ? 0 : guessed)
    if (proven !== ledger.deviceA[flow]) startOne(table, proven)
    ledger.deviceB[flow] = proven
  }

  packet(flow: number, packet: Packet, fromA: boolean): void {
    const { ledger, groups } = this.books
    const bytes = packet.wireBytes
    const frames = packet.frames
    const size = packetSizeClass(frames === 1 ? bytes : Math.ceil(bytes / frames))
    const sentByClient = fromA !== ((this.flows.flags[flow] & FLOW_SWAPPED) !== 0)
    const sizes = groups.tables.packetSize
    if (sentByClient) sizes.add(this.sizeRows[size], bytes, 0, frames, 0, packet.timestampUs)
    else sizes.add(this.sizeRows[size], 0, bytes, 0, frames, packet.timestampUs)

    const marks = ledger.marks[flow]
    const locationA = (marks >>> LOCATION_A_SHIFT) & LOCATION_MASK
    const locationB = (marks >>> LOCATION_B_SHIFT) & LOCATION_MASK
    if (locationA !== locationB) {
      const from = fromA ? locationA : locationB
      const to = fromA ? locationB : locationA
      if (from === LOCAL && to === REMOTE) {
        this.bytesLocalToRemote += bytes
        this.packetsLocalToRemote += frames
      } else if (from === REMOTE && to === LOCAL) this.bytesRemoteToLocal += bytes
    }
    if ((marks & DETAILED) === 0) return
    const at = flow * SIZES_PER_FLOW + (fromA ? size : PACKET_SIZES + size)
    if (ledger.sizes[at] + frames > SIZES_FULL) this.harvestSizes(flow)
    if (frames <= SIZES_FULL) ledger.sizes[at] += frames
    else this.countManySizes(flow, fromA ? size : PACKET_SIZES + size, frames)
    if (packet.ipProtocol === TCP) {
      if ((packet.tcpFlags & (SYN | FIN | RST)) !== 0) this.countTcpFlags(flow, packet.tcpFlags, fromA)
    } else if (packet.ipProtocol === ICMP || packet.ipProtocol === ICMPV6) {
      const { facts } = this.books
      const sender = facts.of(fromA ? this.flows.hostA[flow] : this.flows.hostB[flow])
      const receiver = facts.of(fromA ? this.flows.hostB[flow] : this.flows.hostA[flow])
      const type = (packet.ipVersion << 8) | packet.icmpType
      if (sender >= 0) facts.add(sender, ICMP_TYPES, type, frames, 0, 0)
      if (receiver >= 0) facts.add(receiver, ICMP_TYPES, type, 0, frames, 0)
    }
  }

  /** A record of more packets than a flow's own counters hold. */
  private countManySizes(flow: number, index: number, packets: number): void {
    const { books, flows } = this
    const { sizes } = books.facts
    const factsA = books.facts.of(flows.hostA[flow])
    const factsB = books.facts.of(flows.hostB[flow])
    if (factsA >= 0) sizes[SIZES * factsA + index] += packets
    if (factsB >= 0) sizes[SIZES * factsB + (index < PACKET_SIZES ? index + PACKET_SIZES : index - PACKET_SIZES)] += packets
  }

  private countTcpFlags(flow: number, tcpFlags: number, fromA: boolean): void {
    const { facts } = this.books
    const sender = facts.of(fromA ? this.flows.hostA[flow] : this.flows.hostB[flow])
    const receiver = facts.of(fromA ? this.flows.hostB[flow] : this.flows.hostA[flow])
    if (sender >= 0) {
      if ((tcpFlags & SYN) !== 0) facts.countTcpFlag(sender, (tcpFlags & ACK) === 0 ? SYN_SENT : SYN_ACK_SENT)
      if ((tcpFlags & FIN) !== 0) facts.countTcpFlag(sender, FIN_SENT)
      if ((tcpFlags & RST) !== 0) facts.countTcpFlag(sender, RESET_SENT)
    }
    if (receiver >= 0) {
      if ((tcpFlags & (SYN | ACK)) === SYN) facts.countTcpFlag(receiver, SYN_RECEIVED)
      if ((tcpFlags & RST) !== 0) facts.countTcpFlag(receiver, RESET_RECEIVED)
    }
  }

  harvest(flow: number): void {
    const { books, flows } = this
    const { hosts, ledger, groups } = books
    const bytesAB = flows.bytesAB[flow] - flows.harvestedBytesAB[flow]
    const bytesBA = flows.bytesBA[flow] - flows.harvestedBytesBA[flow]
    const packetsAB = ((flows.packetsAB[flow] >>> 0) - flows.harvestedPacketsAB[flow]) >>> 0
    const packetsBA = ((flows.packetsBA[flow] >>> 0) - flows.harvestedPacketsBA[flow]) >>> 0
    const isSwapped = (flows.flags[flow] & FLOW_SWAPPED) !== 0
    if (isSwapped !== ((ledger.marks[flow] & COUNTED_SWAPPED) !== 0)) this.swapRoles(flow, isSwapped)
    if (flows.score[flow] !== ledger.scoreCounted[flow]) this.setGroupScore(flow, flows.score[flow])
    if (packetsAB === 0 && packetsBA === 0) {
      this.settleApp(flow, 0, 0, 0, 0, false)
      return
    }
    if (packetsBA > 0 && (ledger.marks[flow] & DEVICE_B_PROVEN) === 0) this.proveDeviceB(flow)
    flows.harvestedBytesAB[flow] = flows.bytesAB[flow]
    flows.harvestedBytesBA[flow] = flows.bytesBA[flow]
    flows.harvestedPacketsAB[flow] = flows.packetsAB[flow]
    flows.harvestedPacketsBA[flow] = flows.packetsBA[flow]
    const lastUs = flows.lastSeenUs[flow]
    const a = flows.hostA[flow]
    const b = flows.hostB[flow]
    const { tables } = groups
    if (a >= 0) {
      hosts.add(a, bytesAB, bytesBA, packetsAB, packetsBA, lastUs)
      if (hosts.network[a] > 0) tables.network.add(hosts.network[a] - 1, bytesAB, bytesBA, packetsAB, packetsBA, lastUs)
      if (hosts.asn[a] > 0) tables.asn.add(hosts.asn[a] - 1, bytesAB, bytesBA, packetsAB, packetsBA, lastUs)
      if (hosts.country[a] > 0) tables.country.add(hosts.country[a] - 1, bytesAB, bytesBA, packetsAB, packetsBA, lastUs)
    }
    if (b >= 0) {
      hosts.add(b, bytesBA, bytesAB, packetsBA, packetsAB, lastUs)
      if (hosts.network[b] > 0) tables.network.add(hosts.network[b] - 1, bytesBA, bytesAB, packetsBA, packetsAB, lastUs)
      if (hosts.asn[b] > 0) tables.asn.add(hosts.asn[b] - 1, bytesBA, bytesAB, packetsBA, packetsAB, lastUs)
      if (hosts.country[b] > 0) tables.country.add(hosts.country[b] - 1, bytesBA, bytesAB, packetsBA, packetsAB, lastUs)
    }
    if (ledger.deviceA[flow] > 0) tables.device.add(ledger.deviceA[flow] - 1, bytesAB, bytesBA, packetsAB, packetsBA, lastUs)
    if (ledger.deviceB[flow] > 0) tables.device.add(ledger.deviceB[flow] - 1, bytesBA, bytesAB, packetsBA, packetsAB, lastUs)
    const keyWord = flows.key[flow * KEY_WORDS + 9]
    if ((keyWord & 255) === TCP) this.harvestTcpTrouble(flow, a, b)
    const sent = isSwapped ? bytesBA : bytesAB
    const received = isSwapped ? bytesAB : bytesBA
    const packetsSent = isSwapped ? packetsBA : packetsAB
    const packetsReceived = isSwapped ? packetsAB : packetsBA
    addTo(tables.vlan, keyWord >>> 16, sent, received, packetsSent, packetsReceived, lastUs)
    addTo(tables.l4, keyWord & 255, sent, received, packetsSent, packetsReceived, lastUs)
    addTo(tables.ethertype, etherTypeOf(flows.ipVersion[flow]), sent, received, packetsSent, packetsReceived, lastUs)
    const dscpSent = isSwapped ? flows.dscpBA[flow] : flows.dscpAB[flow]
    const dscpReceived = isSwapped ? flows.dscpAB[flow] : flows.dscpBA[flow]
    if (packetsSent > 0) addTo(tables.dscp, dscpSent, sent, 0, packetsSent, 0, lastUs)
    if (packetsReceived > 0) addTo(tables.dscp, dscpReceived, 0, received, 0, packetsReceived, lastUs)
    if (books.deps.origins) this.harvestOrigin(books.deps.origins, flow, bytesAB, bytesBA, packetsAB, packetsBA, isSwapped)
    this.settleApp(flow, bytesAB, bytesBA, packetsAB, packetsBA, false)
    this.harvestDetails(flow, bytesAB, bytesBA)
  }

  /** What its exporter and the interfaces there carried. Only one direction told of its interfaces: the other goes the way back. */
  private harvestOrigin({ columns, points }: FlowOrigins, flow: number, bytesAB: number, bytesBA: number, packetsAB: number, packetsBA: number, isSwapped: boolean): void {
    const { exporter, exporterInterface } = this.books.groups.tables
    const lastUs = this.flows.lastSeenUs[flow]
    const point = columns.point[flow]
    if (isSwapped) addTo(exporter, point, bytesBA, bytesAB, packetsBA, packetsAB, lastUs)
    else addTo(exporter, point, bytesAB, bytesBA, packetsAB, packetsBA, lastUs)
    const number = points.exporterNumberOf(point)
    const inAB = columns.inIfA[flow] || columns.outIfB[flow]
    const outAB = columns.outIfA[flow] || columns.inIfB[flow]
    const inBA = columns.inIfB[flow] || columns.outIfA[flow]
    const outBA = columns.outIfB[flow] || columns.inIfA[flow]
    if (packetsAB > 0) {
      if (inAB !== 0) addTo(exporterInterface, exporterInterfaceKey(number, inAB), 0, bytesAB, 0, packetsAB, lastUs)
      if (outAB !== 0) addTo(exporterInterface, exporterInterfaceKey(number, outAB), bytesAB, 0, packetsAB, 0, lastUs)
    }
    if (packetsBA === 0) return
    if (inBA !== 0) addTo(exporterInterface, exporterInterfaceKey(number, inBA), 0, bytesBA, 0, packetsBA, lastUs)
    if (outBA !== 0) addTo(exporterInterface, exporterInterfaceKey(number, outBA), bytesBA, 0, packetsBA, 0, lastUs)
  }

  private harvestTcpTrouble(flow: number, a: number, b: number): void {
    const { flows } = this
    const { hosts } = this.books
    const retransmissionsAB = (flows.retransmissionsAB[flow] - flows.harvestedRetransmissionsAB[flow]) & 0xffff
    const retransmissionsBA = (flows.retransmissionsBA[flow] - flows.harvestedRetransmissionsBA[flow]) & 0xffff
    const outOfOrderAB = (flows.outOfOrderAB[flow] - flows.harvestedOutOfOrderAB[flow]) & 0xffff
    const outOfOrderBA = (flows.outOfOrderBA[flow] - flows.harvestedOutOfOrderBA[flow]) & 0xffff
    const lostAB = (flows.lostAB[flow] - flows.harvestedLostAB[flow]) & 0xffff
    const lostBA = (flows.lostBA[flow] - flows.harvestedLostBA[flow]) & 0xffff
    if ((retransmissionsAB | retransmissionsBA | outOfOrderAB | outOfOrderBA | lostAB | lostBA) === 0) return
    flows.harvestedRetransmissionsAB[flow] = flows.retransmissionsAB[flow]
    flows.harvestedRetransmissionsBA[flow] = flows.retransmissionsBA[flow]
    flows.harvestedOutOfOrderAB[flow] = flows.outOfOrderAB[flow]
    flows.harvestedOutOfOrderBA[flow] = flows.outOfOrderBA[flow]
    flows.harvestedLostAB[flow] = flows.lostAB[flow]
    flows.harvestedLostBA[flow] = flows.lostBA[flow]
    if (a >= 0) {
      hosts.retransmissions[a] += retransmissionsAB
      hosts.outOfOrder[a] += outOfOrderAB
      hosts.lost[a] += lostAB
    }
    if (b >= 0) {
      hosts.retransmissions[b] += retransmissionsBA
      hosts.outOfOrder[b] += outOfOrderBA
      hosts.lost[b] += lostBA
    }
  }

  /**
   * Applications, categories and breeds are counted once dissectors have decided, with all that the flow had until then;
   * so the first packets of a TLS flow are no "Unknown" traffic. A later change of mind moves only what follows.
   */
  private settleApp(flow: number, bytesAB: number, bytesBA: number, packetsAB: number, packetsBA: number, isEnding: boolean): void {
    const { books, flows } = this
    const { ledger, groups, hosts } = books
    const isFirst = (ledger.marks[flow] & APP_COUNTED) === 0
    if (isFirst) {
      if (!isEnding && (flows.flags[flow] & (FLOW_INSPECTING | FLOW_DETECTED)) === FLOW_INSPECTING) return
      ledger.marks[flow] |= APP_COUNTED
      bytesAB = flows.bytesAB[flow]
      bytesBA = flows.bytesBA[flow]
      packetsAB = flows.packetsAB[flow]
      packetsBA = flows.packetsBA[flow]
    }
    const app = appKey(flows.masterProtocol[flow], flows.appProtocol[flow])
    const { application, category, breed } = groups.tables
    const lastUs = flows.lastSeenUs[flow]
    const countedRow = ledger.app[flow] - 1
    const appRow = countedRow >= 0 && application.key[countedRow] === app ? countedRow : application.rowOf(app, lastUs)
    const categoryRow = category.rowOf(flows.category[flow], lastUs)
    const breedRow = breed.rowOf(breedOf(flows.masterProtocol[flow], flows.appProtocol[flow]), lastUs)
    const score = ledger.scoreCounted[flow]
    if (ledger.app[flow] !== appRow + 1) ledger.app[flow] = moveRow(application, ledger.app[flow], appRow + 1, score)
    if (ledger.category[flow] !== categoryRow + 1) ledger.category[flow] = moveRow(category, ledger.category[flow], categoryRow + 1, score)
    if (ledger.breed[flow] !== breedRow + 1) ledger.breed[flow] = moveRow(breed, ledger.breed[flow], breedRow + 1, score)
    if (packetsAB === 0 && packetsBA === 0) return
    const isSwapped = (flows.flags[flow] & FLOW_SWAPPED) !== 0
    const sent = isSwapped ? bytesBA : bytesAB
    const received = isSwapped ? bytesAB : bytesBA
    const packetsSent = isSwapped ? packetsBA : packetsAB
    const packetsReceived = isSwapped ? packetsAB : packetsBA
    const started = isFirst ? 1 : 0
    if (appRow >= 0) {
      application.add(appRow, sent, received, packetsSent, packetsReceived, lastUs)
      application.flows[appRow] += started
    }
    if (categoryRow >= 0) {
      category.add(categoryRow, sent, received, packetsSent, packetsReceived, lastUs)
      category.flows[categoryRow] += started
    }
    if (breedRow >= 0) {
      breed.add(breedRow, sent, received, packetsSent, packetsReceived, lastUs)
      breed.flows[breedRow] += started
    }
    const a = flows.hostA[flow]
    const b = flows.hostB[flow]
    if (a >= 0) hosts.voteApp(a, app, bytesAB + bytesBA)
    if (b >= 0) hosts.voteApp(b, app, bytesAB + bytesBA)
    const { facts } = books
    const factsA = facts.of(a)
    const factsB = facts.of(b)
    if (factsA >= 0) {
      facts.add(factsA, APPS, app, bytesAB, bytesBA, started)
      facts.add(factsA, CATEGORIES, flows.category[flow], bytesAB, bytesBA, started)
    }
    if (factsB >= 0) {
      facts.add(factsB, APPS, app, bytesBA, bytesAB, started)
      facts.add(factsB, CATEGORIES, flows.category[flow], bytesBA, bytesAB, started)
    }
  }

  private harvestDetails(flow: number, bytesAB: number, bytesBA: number): void {
    const { books, flows } = this
    const { marks } = books.ledger
    const started = (marks[flow] & FLOW_COUNTED) === 0 ? 1 : 0
    marks[flow] |= FLOW_COUNTED
    const factsA = books.facts.of(flows.hostA[flow])
    const factsB = books.facts.of(flows.hostB[flow])
    if (factsA < 0 && factsB < 0) return
    marks[flow] |= DETAILED
    this.harvestSizes(flow)
    if (factsA >= 0) countForHost(books.facts, factsA, flows, flow, true, bytesAB, bytesBA, started)
    if (factsB >= 0) countForHost(books.facts, factsB, flows, flow, false, bytesBA, bytesAB, started)
    const details = flows.details[flow]
    if (details) countMetadata(books, flow, details, false)
  }

  private harvestSizes(flow: number): void {
    const { books, flows } = this
    const { sizes } = books.facts
    const { sizePairs, sizes: counted } = books.ledger
    const factsA = books.facts.of(flows.hostA[flow])
    const factsB = books.facts.of(flows.hostB[flow])
    for (let pair = 0; pair < SIZE_PAIRS; pair++) {
      if (sizePairs[flow * SIZE_PAIRS + pair] === 0) continue
      for (let i = 2 * pair; i <= 2 * pair + 1; i++) {
        const packets = counted[flow * SIZES_PER_FLOW + i]
        if (factsA >= 0) sizes[SIZES * factsA + i] += packets
        if (factsB >= 0) sizes[SIZES * factsB + (i < PACKET_SIZES ? i + PACKET_SIZES : i - PACKET_SIZES)] += packets
      }
      sizePairs[flow * SIZE_PAIRS + pair] = 0
    }
  }

  /** The handshake showed that B is the client, after the flow was counted the other way. */
  private swapRoles(flow: number, isSwapped: boolean): void {
    const { hosts, ledger } = this.books
    ledger.marks[flow] ^= COUNTED_SWAPPED
    const client = isSwapped ? this.flows.hostB[flow] : this.flows.hostA[flow]
    const server = isSwapped ? this.flows.hostA[flow] : this.flows.hostB[flow]
    if (client >= 0) {
      hosts.flowsAsClient[client]++
      hosts.flowsAsServer[client]--
    }
    if (server >= 0) {
      hosts.flowsAsServer[server]++
      hosts.flowsAsClient[server]--
    }
  }

  riskAdded(flow: number, riskId: number): void {
    const { ledger } = this.books
    const risk = riskById(riskId)
    if (!risk) return
    const isSwapped = (this.flows.flags[flow] & FLOW_SWAPPED) !== 0
    const alerts = (ledger.marks[flow] & RISK_COUNTED) === 0 ? 1 : 0
    ledger.marks[flow] |= RISK_COUNTED
    this.changeScore(flow, isSwapped ? risk.serverScore : risk.clientScore, isSwapped ? risk.clientScore : risk.serverScore, alerts)
  }

  /** Never more than the flow has given: client and server may have changed places meanwhile. */
  riskRemoved(flow: number, riskId: number): void {
    const { ledger } = this.books
    const risk = riskById(riskId)
    if (!risk) return
    const isSwapped = (this.flows.flags[flow] & FLOW_SWAPPED) !== 0
    const scoreA = Math.min(ledger.scoreA[flow], isSwapped ? risk.serverScore : risk.clientScore)
    const scoreB = Math.min(ledger.scoreB[flow], isSwapped ? risk.clientScore : risk.serverScore)
    const isClear = (this.flows.risksLow[flow] | this.flows.risksHigh[flow]) === 0 && (ledger.marks[flow] & RISK_COUNTED) !== 0
    if (isClear) ledger.marks[flow] &= ~RISK_COUNTED
    this.changeScore(flow, -scoreA, -scoreB, isClear ? -1 : 0)
  }

  /** What a flow gives its two hosts, and remembers of it. */
  private changeScore(flow: number, scoreA: number, scoreB: number, alerts: number): void {
    const { hosts, ledger } = this.books
    const a = this.flows.hostA[flow]
    const b = this.flows.hostB[flow]
    ledger.scoreA[flow] += scoreA
    ledger.scoreB[flow] += scoreB
    if (a >= 0) {
      hosts.score[a] += scoreA
      hosts.alerts[a] += alerts
    }
    if (b >= 0) {
      hosts.score[b] += scoreB
      hosts.alerts[b] += alerts
    }
  }

  /** Groups know the sum of the scores of their active flows. */
  private setGroupScore(flow: number, score: number): void {
    const { hosts, ledger, groups } = this.books
    const change = score - ledger.scoreCounted[flow]
    ledger.scoreCounted[flow] = score
    const a = this.flows.hostA[flow]
    const b = this.flows.hostB[flow]
    const { network, asn, country, device, vlan, l4, application, category, breed } = groups.tables
    scorePair(network, a < 0 ? 0 : hosts.network[a], b < 0 ? 0 : hosts.network[b], change)
    scorePair(asn, a < 0 ? 0 : hosts.asn[a], b < 0 ? 0 : hosts.asn[b], change)
    scorePair(country, a < 0 ? 0 : hosts.country[a], b < 0 ? 0 : hosts.country[b], change)
    scorePair(device, ledger.deviceA[flow], ledger.deviceB[flow], change)
    const keyWord = this.flows.key[flow * KEY_WORDS + 9]
    scorePair(vlan, vlan.find(keyWord >>> 16) + 1, 0, change)
    scorePair(l4, l4.find(keyWord & 255) + 1, 0, change)
    scorePair(application, ledger.app[flow], 0, change)
    scorePair(category, ledger.category[flow], 0, change)
    scorePair(breed, ledger.breed[flow], 0, change)
    const { origins } = this.books.deps
    if (origins) scorePair(groups.tables.exporter, groups.tables.exporter.find(origins.columns.point[flow]) + 1, 0, change)
  }

  flowEnded(flow: number): void {
    const { books, flows } = this
    const { hosts, ledger, groups } = books
    this.settleApp(flow, 0, 0, 0, 0, true)
    const details = flows.details[flow]
    if (details && (ledger.marks[flow] & DETAILED) !== 0) countMetadata(books, flow, details, true)
    if (ledger.scoreCounted[flow] !== 0) this.setGroupScore(flow, 0)
    const a = flows.hostA[flow]
    const b = flows.hostB[flow]
    if (a >= 0) {
      hosts.activeFlows[a]--
      hosts.score[a] -= ledger.scoreA[flow]
    }
    if (b >= 0) {
      hosts.activeFlows[b]--
      hosts.score[b] -= ledger.scoreB[flow]
    }
    const keyWord = flows.key[flow * KEY_WORDS + 9]
    const { network, asn, country, device, vlan, l4, ethertype, dscp, application, category, breed } = groups.tables
    endPair(application, ledger.app[flow], 0)
    endPair(category, ledger.category[flow], 0)
    endPair(breed, ledger.breed[flow], 0)
    endPair(dscp, dscp.find(ledger.dscp[flow]) + 1, 0)
    endPair(vlan, vlan.find(keyWord >>> 16) + 1, 0)
    endPair(l4, l4.find(keyWord & 255) + 1, 0)
    endPair(ethertype, ethertype.find(etherTypeOf(flows.ipVersion[flow])) + 1, 0)
    endPair(network, a < 0 ? 0 : hosts.network[a], b < 0 ? 0 : hosts.network[b])
    endPair(asn, a < 0 ? 0 : hosts.asn[a], b < 0 ? 0 : hosts.asn[b])
    endPair(country, a < 0 ? 0 : hosts.country[a], b < 0 ? 0 : hosts.country[b])
    endPair(device, ledger.deviceA[flow], ledger.deviceB[flow])
    const { origins } = books.deps
    if (origins) endPair(groups.tables.exporter, groups.tables.exporter.find(origins.columns.point[flow]) + 1, 0)
  }

  /** A frame without IP: its ethertype, VLAN and devices; ARP proves whose MAC is whose. */
  nonIp(packet: Packet): void {
    const { books } = this
    const { tables } = books.groups
    const bytes = packet.wireBytes
    const nowUs = packet.timestampUs
    tables.packetSize.add(this.sizeRows[packetSizeClass(bytes)], bytes, 0, 1, 0, nowUs)
    addTo(tables.ethertype, packet.etherType, bytes, 0, 1, 0, nowUs)
    addTo(tables.vlan, packet.vlan, bytes, 0, 1, 0, nowUs)
    const from = this.deviceOf(packet.srcMacHigh, packet.srcMacLow, 0, nowUs)
    const to = this.deviceOf(packet.dstMacHigh, packet.dstMacLow, 0, nowUs)
    if (from > 0) tables.device.add(from - 1, bytes, 0, 1, 0, nowUs)
    if (to > 0) tables.device.add(to - 1, 0, bytes, 0, 1, nowUs)
  }
}

function etherTypeOf(ipVersion: number): number {
  return ipVersion === 6 ? 0x86dd : 0x0800
}

function addTo(table: GroupTable, key: number, sent: number, received: number, packetsSent: number, packetsReceived: number, lastUs: number): void {
  const row = table.rowOf(key, lastUs)
  if (row >= 0) table.add(row, sent, received, packetsSent, packetsReceived, lastUs)
}

// Rows plus one, 0 = none. A flow within one group counts there once.
function startOne(table: GroupTable, row: number): void {
  if (row === 0) return
  table.flows[row - 1]++
  table.activeFlows[row - 1]++
}
function startPair(table: GroupTable, rowA: number, rowB: number): void {
  startOne(table, rowA)
  if (rowB !== rowA) startOne(table, rowB)
}
function endPair(table: GroupTable, rowA: number, rowB: number): void {
  if (rowA > 0) table.activeFlows[rowA - 1]--
  if (rowB > 0 && rowB !== rowA) table.activeFlows[rowB - 1]--
}
/** What is "now" about a group follows its flow: active flows, score. */
function moveRow(table: GroupTable, before: number, after: number, score: number): number {
  if (before > 0) {
    table.activeFlows[before - 1]--
    table.score[before - 1] -= score
  }
  if (after > 0) {
    table.activeFlows[after - 1]++
    table.score[after - 1] += score
  }
  return after
}
function scorePair(table: GroupTable, rowA: number, rowB: number, change: number): void {
  if (rowA > 0) table.score[rowA - 1] += change
  if (rowB > 0 && rowB !== rowA) table.score[rowB - 1] += change
}
