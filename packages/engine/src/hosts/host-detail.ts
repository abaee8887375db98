// Everything about one host, for its page.
import { categoryName, type HostDetail, type HostRow, type TrafficShare } from "@netweir/model"
import { formatIp } from "../addresses/ip-text.ts"
import { dscpName, icmpTypeName, ipProtocolName, PACKET_SIZES, packetSizeNames } from "../groups/names.ts"
import type { Books } from "./books.ts"
import { factsOfActiveFlows } from "./facts-of-flows.ts"
import {
  APPS, CATEGORIES, CLIENT_PORTS, DSCP, FIN_SENT, ICMP_TYPES, L4, RESET_RECEIVED, RESET_SENT, SERVER_PORTS, SIZES, SYN_ACK_SENT, SYN_RECEIVED, SYN_SENT,
} from "./host-facts.ts"
import { appText } from "./host-rows.ts"
import type { ShareLists } from "./share-lists.ts"

export function hostDetail(books: Books, row: number, hostRow: HostRow): HostDetail {
  const { facts: all } = books
  const known = all.of(row)
  const facts = known >= 0 ? known : factsOfActiveFlows(books, row)
  const vlan = books.hosts.vlan[row]
  const { shares, peers } = all
  const flag = (column: number) => all.tcpFlag(facts, column)
  const named = all.namesIfAny(facts)?.seen()
  return {
    row: hostRow,
    names: books.addresses.namesOf(row),
    applications: sharesOf(shares, all.head(facts, APPS), appText),
    categories: sharesOf(shares, all.head(facts, CATEGORIES), categoryName),
    l4: sharesOf(shares, all.head(facts, L4), ipProtocolName),
    dscp: sharesOf(shares, all.head(facts, DSCP), dscpName),
    peers: peers.ranked(all.peerHead(facts)).map((entry) => {
      const peer = books.hosts.find(peers.words, 4 * entry, vlan)
      return { ...shareOf(peers, entry, formatIp(peers.words, 4 * entry)), name: peer < 0 ? null : books.addresses.nameOf(peer) }
    }),
    serverPorts: portsOf(shares, all.head(facts, SERVER_PORTS)),
    clientPorts: portsOf(shares, all.head(facts, CLIENT_PORTS)),
    packetSizesSent: sizesOf(all.sizes, SIZES * facts),
    packetSizesReceived: sizesOf(all.sizes, SIZES * facts + PACKET_SIZES),
    tcpFlags: {
      synSent: flag(SYN_SENT), synAckSent: flag(SYN_ACK_SENT), finSent: flag(FIN_SENT), resetSent: flag(RESET_SENT),
      synReceived: flag(SYN_RECEIVED), resetReceived: flag(RESET_RECEIVED),
    },
    icmp: shares.ranked(all.head(facts, ICMP_TYPES)).map((entry) => ({
      type: icmpTypeName(shares.key(entry) >>> 8, shares.key(entry) & 255), sent: shares.sent(entry), received: shares.received(entry),
    })),
    dns: named?.dns ? { ...named.dns, names: named.dns.names.list() } : null,
    http: named?.http ? { ...named.http, hosts: named.http.hosts.list(), userAgents: named.http.userAgents.list() } : null,
    tls: named?.tls ? { names: named.tls.names.list(), ja4: named.tls.ja4.list() } : null,
    ssh: named?.hassh ? { hassh: named.hassh.list() } : null,
  }
}

function shareOf(lists: ShareLists, entry: number, key: string): TrafficShare {
  return { key, bytesSent: lists.sent(entry), bytesReceived: lists.received(entry), flows: lists.flows(entry) }
}

/** Heaviest first; what no list holds comes last as "Other". */
function sharesOf(lists: ShareLists, head: number, name: (key: number) => string): TrafficShare[] {
  const list = lists.ranked(head).map((entry) => shareOf(lists, entry, name(lists.key(entry))))
  const other = lists.otherOf(head)
  if (other >= 0) list.push(shareOf(lists, other, "Other"))
  return list
}

function portsOf(lists: ShareLists, head: number): HostDetail["serverPorts"] {
  return lists.ranked(head).map((entry) => ({
    port: lists.key(entry) & 0xffff, l4: ipProtocolName(lists.key(entry) >>> 16), app: lists.extra(entry) < 0 ? null : appText(lists.extra(entry)),
    bytes: lists.sent(entry) + lists.received(entry), flows: lists.flows(entry),
  }))
}

function sizesOf(sizes: Uint32Array, from: number): Record<string, number> {
  return Object.fromEntries(packetSizeNames.map((name, size) => [name, sizes[from + size]]))
}
