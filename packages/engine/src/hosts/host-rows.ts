// The host table as the filter language, the tables and the API see it. One entry per column of model/columns/host.ts.
import { appLabel, hostColumns, locations, nameSources, type ColumnReaders, type HostRow } from "@netweir/model"
import { formatIp, formatMac } from "../addresses/ip-text.ts"
import { LOCAL, REMOTE } from "../addresses/location.ts"
import type { Books } from "./books.ts"
import { APPS } from "./host-facts.ts"
import { estimatePeers } from "./peer-estimate.ts"
import type { LiveTable } from "./read-page.ts"

/** A device that carries more local IPv4 hosts than this is a router: its MAC is not theirs. */
const MAX_HOSTS_PER_DEVICE = 8

/** The host's own MAC as a number, -1 = none known: proven by ARP, or a local host's that is no router's. */
export function macOf(books: Books, row: number): number {
  const proven = books.addresses.provenMacOf(row)
  if (proven >= 0) return proven
  const device = books.hosts.device[row] - 1
  const { device: devices } = books.groups.tables
  if (device < 0 || !books.hosts.isLocal(row) || devices.localIpv4Hosts[device] > MAX_HOSTS_PER_DEVICE) return -1
  return devices.key[device]
}

export function hostTable(books: Books): LiveTable<HostRow> {
  const { hosts, groups, addresses } = books
  const { facts } = books.deps.options
  const { tables } = groups

  const numbers: Readonly<Record<string, (row: number) => number>> = {
    vlan: (row) => hosts.vlan[row],
    nameSource: (row) => nameSources.indexOf(addresses.best(row)?.source ?? "none"),
    mac: (row) => orNaN(macOf(books, row)),
    location: (row) => (hosts.isLocal(row) ? LOCAL : REMOTE),
    asn: (row) => (hosts.asn[row] === 0 ? Number.NaN : tables.asn.key[hosts.asn[row] - 1]),
    firstSeenMs: (row) => hosts.firstSeenUs[row] / 1000,
    lastSeenMs: (row) => hosts.lastSeenUs[row] / 1000,
    bytes: (row) => hosts.bytesSent[row] + hosts.bytesReceived[row],
    bytesSent: (row) => hosts.bytesSent[row],
    bytesReceived: (row) => hosts.bytesReceived[row],
    packetsSent: (row) => hosts.packetsSent[row],
    packetsReceived: (row) => hosts.packetsReceived[row],
    bitsPerSecond: (row) => Math.round(hosts.bitsPerSecond[row]),
    activeFlows: (row) => hosts.activeFlows[row],
    flowsAsClient: (row) => hosts.flowsAsClient[row],
    flowsAsServer: (row) => hosts.flowsAsServer[row],
    // A host with lists knows its peers exactly while they fit.
    peers: (row) => {
      const head = books.facts.of(row) < 0 ? 0 : books.facts.peerHead(books.facts.of(row))
      return head > 0 && books.facts.peers.otherOf(head) < 0 ? books.facts.peers.size(head) : estimatePeers(hosts.peers, row)
    },
    retransmissions: (row) => hosts.retransmissions[row],
    outOfOrder: (row) => hosts.outOfOrder[row],
    lost: (row) => hosts.lost[row],
    alerts: (row) => hosts.alerts[row],
    score: (row) => hosts.score[row],
  }
  const texts: Readonly<Record<string, (row: number) => string | null>> = {
    name: (row) => addresses.nameOf(row),
    vendor: (row) => {
      const mac = macOf(books, row)
      return mac < 0 ? null : groups.vendorOf(mac) || null
    },
    os: (row) => addresses.osOf(row),
    country: (row) => (hosts.country[row] === 0 ? null : groups.keyText("country", hosts.country[row] - 1)),
    asName: (row) => (hosts.asn[row] === 0 ? null : facts.asName(tables.asn.key[hosts.asn[row] - 1]) || null),
    network: (row) => (hosts.network[row] === 0 ? null : groups.label("network", hosts.network[row] - 1)),
    topApp: (row) => topApp(books, row),
  }
  const readers: ColumnReaders = {
    number: (id) => numbers[id],
    text: (id) => texts[id],
    ip: (id) => (id !== "ip" ? undefined : (row, into) => {
      for (let i = 0; i < 4; i++) into[i] = hosts.words[4 * row + i]
      return true
    }),
    list: () => undefined,
  }
  const toRow = (row: number): HostRow => {
    const mac = macOf(books, row)
    return {
      ip: formatIp(hosts.words, 4 * row), vlan: hosts.vlan[row],
      name: addresses.nameOf(row), nameSource: addresses.best(row)?.source ?? "none",
      mac: mac < 0 ? null : macText(mac), vendor: texts.vendor(row), os: texts.os(row),
      location: locations[hosts.isLocal(row) ? LOCAL : REMOTE], country: texts.country(row),
      asn: hosts.asn[row] === 0 ? null : tables.asn.key[hosts.asn[row] - 1], asName: texts.asName(row), network: texts.network(row),
      firstSeenMs: numbers.firstSeenMs(row), lastSeenMs: numbers.lastSeenMs(row),
      bytes: numbers.bytes(row), bytesSent: hosts.bytesSent[row], bytesReceived: hosts.bytesReceived[row],
      packetsSent: hosts.packetsSent[row], packetsReceived: hosts.packetsReceived[row], bitsPerSecond: numbers.bitsPerSecond(row),
      activeFlows: hosts.activeFlows[row], flowsAsClient: hosts.flowsAsClient[row], flowsAsServer: hosts.flowsAsServer[row], peers: numbers.peers(row),
      retransmissions: hosts.retransmissions[row], outOfOrder: hosts.outOfOrder[row], lost: hosts.lost[row],
      alerts: hosts.alerts[row], score: hosts.score[row], topApp: topApp(books, row),
    }
  }
  return {
    columns: hostColumns, readers, toRow, defaultSort: "bytes",
    isLive: (row) => hosts.isLive(row),
    get high() { return hosts.high },
    get total() { return hosts.live },
  }
}

/** Hosts with lists know all their applications; others have the majority vote. */
function topApp(books: Books, row: number): string | null {
  const facts = books.facts.of(row)
  const heaviest = facts < 0 ? -1 : books.facts.shares.heaviest(books.facts.head(facts, APPS))
  if (heaviest >= 0) return appText(books.facts.shares.key(heaviest))
  return books.hosts.topAppBytes[row] > 0 ? appText(books.hosts.topApp[row]) : null
}

export function appText(app: number): string {
  return appLabel(app >>> 16, app & 0xffff)
}

export function macText(mac: number): string {
  return formatMac(Math.floor(mac / 0x1_0000_0000), mac % 0x1_0000_0000)
}

function orNaN(value: number): number {
  return value < 0 ? Number.NaN : value
}
