// Everything about one host, for its page.
import { categoryName, type HostDetail, type HostRow, type TrafficShare } from "@netweir/model"
import { formatIp } from "../addresses/ip-text.ts"
import { dscpName, icmpTypeName, ipProtocolName, PACKET_SIZES, packetSizeNames } from "../groups/names.ts"
import type { Books } from "./books.ts"
import { factsOfActiveFlows } from "./facts-of-flows.ts"
import { appText } from "./host-rows.ts"
import type { TopShares } from "./top-shares.ts"

export function hostDetail(books: Books, row: number, hostRow: HostRow): HostDetail {
  const facts = books.details.of(row) ?? factsOfActiveFlows(books, row)
  const vlan = books.hosts.vlan[row]
  const words = new Uint32Array(4)
  return {
    row: hostRow,
    names: books.addresses.namesOf(row),
    applications: sharesOf(facts.apps, appText),
    categories: sharesOf(facts.categories, categoryName),
    l4: sharesOf(facts.l4, ipProtocolName),
    dscp: sharesOf(facts.dscp, dscpName),
    peers: facts.peers.ranked().map((slot) => {
      words.set(facts.peerWords.slice(4 * slot, 4 * slot + 4))
      const peer = books.hosts.find(words, 0, vlan)
      return { ...shareOf(facts.peers, slot, formatIp(words, 0)), name: peer < 0 ? null : books.addresses.nameOf(peer) }
    }),
    serverPorts: portsOf(facts.serverPorts, facts.serverPortApps),
    clientPorts: portsOf(facts.clientPorts, facts.clientPortApps),
    packetSizesSent: sizesOf(facts.sizes, 0),
    packetSizesReceived: sizesOf(facts.sizes, PACKET_SIZES),
    tcpFlags: {
      synSent: facts.synSent, synAckSent: facts.synAckSent, finSent: facts.finSent, resetSent: facts.resetSent,
      synReceived: facts.synReceived, resetReceived: facts.resetReceived,
    },
    icmp: facts.icmp ? icmpOf(facts.icmp) : [],
    dns: facts.dns ? { ...facts.dns, names: facts.dns.names.list() } : null,
    http: facts.http ? { ...facts.http, hosts: facts.http.hosts.list(), userAgents: facts.http.userAgents.list() } : null,
    tls: facts.tls ? { names: facts.tls.names.list(), ja4: facts.tls.ja4.list() } : null,
    ssh: facts.hassh ? { hassh: facts.hassh.list() } : null,
  }
}

function shareOf(shares: TopShares, slot: number, key: string): TrafficShare {
  return { key, bytesSent: shares.sent(slot), bytesReceived: shares.received(slot), flows: shares.flows(slot) }
}

/** Heaviest first; what no longer fits the list comes last as "Other". */
function sharesOf(shares: TopShares, name: (key: number) => string): TrafficShare[] {
  const list = shares.ranked().map((slot) => shareOf(shares, slot, name(shares.key(slot))))
  if (shares.otherSent + shares.otherReceived > 0) list.push({ key: "Other", bytesSent: shares.otherSent, bytesReceived: shares.otherReceived, flows: shares.otherFlows })
  return list
}

function portsOf(shares: TopShares, apps: readonly number[]): HostDetail["serverPorts"] {
  return shares.ranked().map((slot) => ({
    port: shares.key(slot) & 0xffff, l4: ipProtocolName(shares.key(slot) >>> 16), app: apps[slot] < 0 ? null : appText(apps[slot]),
    bytes: shares.sent(slot) + shares.received(slot), flows: shares.flows(slot),
  }))
}

function sizesOf(sizes: readonly number[], from: number): Record<string, number> {
  return Object.fromEntries(packetSizeNames.map((name, size) => [name, sizes[from + size]]))
}

function icmpOf(types: TopShares): HostDetail["icmp"] {
  return types.ranked().map((slot) => ({ type: icmpTypeName(types.key(slot) >>> 8, types.key(slot) & 255), sent: types.sent(slot), received: types.received(slot) }))
}

