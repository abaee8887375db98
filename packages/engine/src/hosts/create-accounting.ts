// Implements the accounting seam over `Books` (tables), `FlowCounter` (hot side) and the page readers.
import { groupKinds, type GroupKind, type GroupRow, type HostDetail, type InterfaceStats } from "@netweir/model"
import { formatIp, formatIpv4, IPV4_MAPPED, parseIp } from "../addresses/ip-text.ts"
import type { Packet } from "../decode/packet.ts"
import { FLOW_LIVE } from "../flows/flags.ts"
import { groupTable } from "../groups/group-rows.ts"
import { MAX_WAITING_POINTS } from "../series/minute-series.ts"
import type { Accounting, AccountingDeps, AccountingStats } from "./accounting.ts"
import { MAX_WAITING_CARDS } from "./address-book.ts"
import { Books } from "./books.ts"
import { FlowCounter } from "./count-flows.ts"
import { hostDetail } from "./host-detail.ts"
import { hostTable } from "./host-rows.ts"
import { readPage, type LiveTable } from "./read-page.ts"
import { search } from "./search.ts"

/** Rates follow the traffic with this time constant: two thirds of a step are reached after it. */
const RATE_MEMORY_SECONDS = 10
const CLOCK_SLACK_US = 60e6
/** Idle hosts are looked for this often. */
const EXPIRY_ROUND_US = 20e6
const ETHERTYPE_ARP = 0x0806

export function createAccounting(deps: AccountingDeps): Accounting {
  const books = new Books(deps)
  const counter = new FlowCounter(books)
  const hosts = hostTable(books)
  const groups = Object.fromEntries(groupKinds.map((kind) => [kind, groupTable(books.groups, kind)])) as Record<GroupKind, LiveTable<GroupRow>>
  const words = new Uint32Array(4)
  const harvestUs = Math.max(1, deps.options.harvestSeconds) * 1e6
  let nowUs = 0
  let ratesAtUs = -1
  let expiredAtUs = 0

  const rowOf = (ip: string, vlan: number) => (parseIp(ip, words) ? books.hosts.find(words, 0, vlan) : -1)

  function updateRates(): void {
    const seconds = Math.max(1, (nowUs - ratesAtUs) / 1e6)
    const smoothing = 1 - Math.exp(-seconds / RATE_MEMORY_SECONDS)
    books.hosts.updateRates(seconds, smoothing)
    for (const kind of groupKinds) books.groups.tables[kind].updateRates(seconds, smoothing)
    ratesAtUs = nowUs
  }

  /** The sender of an ARP packet says whose MAC is whose. */
  function learnMac(packet: Packet): void {
    if (packet.etherType !== ETHERTYPE_ARP || packet.arpSenderIpv4 === 0 || packet.arpSenderMacHigh < 0) return
    words[0] = words[1] = 0
    words[2] = IPV4_MAPPED
    words[3] = packet.arpSenderIpv4
    const row = books.hosts.find(words, 0, packet.vlan)
    const mac = packet.arpSenderMacHigh * 0x1_0000_0000 + packet.arpSenderMacLow
    if (row >= 0 && books.addresses.provenMacOf(row) === mac) return
    books.addresses.learnMac(row, formatIpv4(packet.arpSenderIpv4), packet.vlan, mac)
  }

  return {
    flowStarted: (flow, packet) => counter.flowStarted(flow, packet),
    harvest: (flow) => counter.harvest(flow),
    flowEnded: (flow) => counter.flowEnded(flow),
    appDetected: () => {}, // the next harvest sees it
    riskAdded: (flow, riskId) => counter.riskAdded(flow, riskId),
    riskRemoved: (flow, riskId) => counter.riskRemoved(flow, riskId),
    packet: (flow, packet, fromA) => counter.packet(flow, packet, fromA),
    nonIp(packet) {
      counter.nonIp(packet)
      learnMac(packet)
    },
    learnName: (ip, vlan, name, source, timestampUs) => books.addresses.learnName(rowOf(ip, vlan), ip, vlan, name, source, timestampUs / 1000),
    learnOs: (ip, vlan, os) => books.addresses.learnOs(rowOf(ip, vlan), ip, vlan, os),
    setAlias(ip, alias) {
      if (!parseIp(ip, words)) return
      const rows: number[] = []
      for (let row = 0; row < books.hosts.high; row++)
        if (books.hosts.isLive(row) && words.every((word, i) => books.hosts.words[4 * row + i] === word)) rows.push(row)
      books.addresses.setAlias(formatIp(words, 0), alias, rows)
    },
    tick(atUs) {
      // Packets are a little out of order; a clock that is far back was wrong before (one bad timestamp in a file).
      if (atUs <= nowUs && nowUs - atUs < CLOCK_SLACK_US) return
      if (atUs < nowUs || ratesAtUs < 0) ratesAtUs = atUs
      nowUs = atUs
      books.series.tick(atUs, counter)
      if (atUs - ratesAtUs < harvestUs) return
      updateRates()
      if (Math.abs(atUs - expiredAtUs) < EXPIRY_ROUND_US) return
      expiredAtUs = atUs
      books.expireHosts(atUs)
    },
    finish(atUs) {
      // Dissectors have given their last verdicts: flows without packets since their last harvest are settled too.
      const { flows } = deps
      for (let flow = 0; flow < flows.capacity; flow++) if ((flows.flags[flow] & FLOW_LIVE) !== 0) counter.harvest(flow)
      nowUs = Math.max(nowUs, atUs)
      if (ratesAtUs >= 0) updateRates()
      books.series.tick(nowUs, counter) // a capture of a few packets ends before the first tick
      books.series.finish(counter)
    },

    hosts: (request) => readPage(hosts, request, nowUs / 1000),
    host(ip, vlan): HostDetail | null {
      const row = rowOf(ip, vlan)
      return row < 0 ? null : hostDetail(books, row, hosts.toRow(row))
    },
    groups: (kind, request) => readPage(groups[kind], request, nowUs / 1000),
    search: (text, limit) => search(books, text, limit),
    nameOf: (host) => (host < 0 ? null : books.addresses.nameOf(host)),
    stats: (): AccountingStats => ({
      activeHosts: books.hosts.live,
      localHosts: books.hosts.liveLocal,
      devices: books.groups.tables.device.count,
      bytesLocalToRemote: counter.bytesLocalToRemote,
      bytesRemoteToLocal: counter.bytesRemoteToLocal,
      tables: tablesOf(books),
    }),
  }
}

function tablesOf(books: Books): InterfaceStats["tables"] {
  const { hosts, facts, addresses, groups, series } = books
  const tables: Record<string, InterfaceStats["tables"][string]> = {
    hosts: { used: hosts.live, limit: hosts.limit, evicted: hosts.evicted, refused: hosts.refused },
    hostDetails: { used: facts.used, limit: facts.limit, evicted: 0, refused: facts.refused },
    hostLists: { used: facts.shares.used + facts.peers.used, limit: facts.shares.limit + facts.peers.limit, evicted: 0, refused: facts.shares.refused + facts.peers.refused },
    addressBook: { used: addresses.waitingCount, limit: MAX_WAITING_CARDS, evicted: addresses.evicted, refused: 0 },
    seriesPoints: { used: series.waiting, limit: MAX_WAITING_POINTS, evicted: 0, refused: series.refused },
  }
  for (const kind of groupKinds) {
    const { count, limit, evicted, refused } = groups.tables[kind]
    tables[kind] = { used: count, limit, evicted, refused }
  }
  return tables
}
