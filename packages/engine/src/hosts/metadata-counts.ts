// What dissectors learned about a flow, counted for its two hosts: DNS, HTTP, TLS, SSH.
import { FLOW_INSPECTING, FLOW_SWAPPED } from "../flows/flags.ts"
import type { FlowDetails } from "../flows/flow-columns.ts"
import type { Books } from "./books.ts"
import { NAMES_COUNTED } from "./flow-ledger.ts"
import type { HostFacts, NamedCounts } from "./host-facts.ts"

/** DNS counts by difference, as answers come; names once, when dissectors are done or the flow ends. */
export function countMetadata(books: Books, flow: number, details: FlowDetails, isEnding: boolean): void {
  const { flows } = books.deps
  const { facts } = books
  const isSwapped = (flows.flags[flow] & FLOW_SWAPPED) !== 0
  const client = facts.of(isSwapped ? flows.hostB[flow] : flows.hostA[flow])
  const server = facts.of(isSwapped ? flows.hostA[flow] : flows.hostB[flow])
  if (details.metadata.dns) countDns(books, flow, details, client, server)
  const isInspecting = (flows.flags[flow] & FLOW_INSPECTING) !== 0
  if ((books.ledger.marks[flow] & NAMES_COUNTED) !== 0 || (isInspecting && !isEnding)) return
  books.ledger.marks[flow] |= NAMES_COUNTED
  countNames(facts, details, client, server)
}

function countDns(books: Books, flow: number, details: FlowDetails, client: number, server: number): void {
  const { dns } = details.metadata
  if (!dns) return
  const { ledger, facts } = books
  const queries = Math.max(0, Math.min(0xffff, dns.queries ?? 0) - ledger.dnsQueries[flow])
  const replies = Math.max(0, Math.min(0xffff, dns.replies ?? 0) - ledger.dnsReplies[flow])
  if (queries === 0 && replies === 0) return
  ledger.dnsQueries[flow] += queries
  ledger.dnsReplies[flow] += replies
  const failed = (dns.replyCode ?? 0) !== 0
  for (const side of [client, server]) {
    if (side < 0) continue
    const counts = facts.namesOf(side).dns
    if (failed) counts.repliesError += replies
    else counts.repliesOk += replies
    if (side === client) {
      counts.queriesSent += queries
      if (dns.query && queries > 0) counts.names.add(dns.query, queries)
    } else counts.queriesReceived += queries
  }
}

/** The sides are facts, -1 = that host has none. */
export function countNames(facts: HostFacts, details: FlowDetails, client: number, server: number): void {
  const { http, tls, ssh } = details.metadata
  if (!http && !tls && !ssh) return
  if (client >= 0) countClient(facts.namesOf(client), details)
  if (server >= 0) countServer(facts.namesOf(server), details)
}

function countClient(names: NamedCounts, { metadata: { http, tls, ssh }, hostname }: FlowDetails): void {
  if (http) {
    const requests = requestsOf(http.requests)
    names.http.requestsAsClient += requests
    names.http.errors += isError(http.status)
    if (http.host) names.http.hosts.add(http.host, requests)
    if (http.userAgent) names.http.userAgents.add(http.userAgent, requests)
  }
  // The names asked for in TLS are what the host talked about, never its own name.
  if (tls && hostname) names.tls.names.add(hostname)
  if (tls?.ja4) names.tls.ja4.add(tls.ja4)
  if (ssh?.hasshClient) names.hassh.add(ssh.hasshClient)
}

function countServer(names: NamedCounts, { metadata: { http, tls, ssh }, hostname }: FlowDetails): void {
  if (http) {
    const requests = requestsOf(http.requests)
    names.http.requestsAsServer += requests
    names.http.errors += isError(http.status)
    if (http.host) names.http.hosts.add(http.host, requests)
  }
  if (tls && hostname) names.tls.names.add(hostname)
  if (ssh?.hasshServer) names.hassh.add(ssh.hasshServer)
}

function requestsOf(counted: unknown): number {
  return typeof counted === "number" ? counted : 1
}
function isError(status: number | undefined): number {
  return status !== undefined && status >= 400 ? 1 : 0
}
