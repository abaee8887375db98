// What dissectors learned about a flow, counted for its two hosts: DNS, HTTP, TLS, SSH.
import type { FlowColumns, FlowDetails } from "../flows/flow-columns.ts"
import { FLOW_INSPECTING, FLOW_SWAPPED } from "../flows/flags.ts"
import type { Books } from "./books.ts"
import { NAMES_COUNTED } from "./flow-ledger.ts"
import type { HostFacts } from "./host-facts.ts"

/** DNS counts by difference, as answers come; names once, when dissectors are done or the flow ends. */
export function countMetadata(books: Books, flow: number, details: FlowDetails, isEnding: boolean): void {
  const flows = books.deps.flows
  const isSwapped = (flows.flags[flow] & FLOW_SWAPPED) !== 0
  const client = books.details.of(isSwapped ? flows.hostB[flow] : flows.hostA[flow])
  const server = books.details.of(isSwapped ? flows.hostA[flow] : flows.hostB[flow])
  if (details.metadata.dns) countDns(books, flow, details, client, server)
  if ((books.ledger.marks[flow] & NAMES_COUNTED) !== 0 || (!isEnding && isInspecting(flows, flow))) return
  books.ledger.marks[flow] |= NAMES_COUNTED
  countNames(details, client, server)
}

export function countNames(details: FlowDetails, client: HostFacts | undefined, server: HostFacts | undefined): void {
  countHttp(details, client, server)
  countTls(details, client, server)
  const { ssh } = details.metadata
  if (ssh?.hasshClient) client?.hasshFacts().add(ssh.hasshClient)
  if (ssh?.hasshServer) server?.hasshFacts().add(ssh.hasshServer)
}

function isInspecting(flows: FlowColumns, flow: number): boolean {
  return (flows.flags[flow] & FLOW_INSPECTING) !== 0
}

function countDns(books: Books, flow: number, details: FlowDetails, client: HostFacts | undefined, server: HostFacts | undefined): void {
  const { dns } = details.metadata
  if (!dns) return
  const { ledger } = books
  const queries = Math.max(0, Math.min(0xffff, dns.queries ?? 0) - ledger.dnsQueries[flow])
  const replies = Math.max(0, Math.min(0xffff, dns.replies ?? 0) - ledger.dnsReplies[flow])
  if (queries === 0 && replies === 0) return
  ledger.dnsQueries[flow] += queries
  ledger.dnsReplies[flow] += replies
  const failed = (dns.replyCode ?? 0) !== 0
  for (const facts of [client?.dnsFacts(), server?.dnsFacts()]) {
    if (!facts) continue
    if (failed) facts.repliesError += replies
    else facts.repliesOk += replies
  }
  if (client) {
    client.dnsFacts().queriesSent += queries
    if (dns.query && queries > 0) client.dnsFacts().names.add(dns.query, queries)
  }
  if (server) server.dnsFacts().queriesReceived += queries
}

function countHttp(details: FlowDetails, client: HostFacts | undefined, server: HostFacts | undefined): void {
  const { http } = details.metadata
  if (!http) return
  const counted = http.requests
  const requests = typeof counted === "number" ? counted : 1
  const errors = http.status !== undefined && http.status >= 400 ? 1 : 0
  if (client) {
    const facts = client.httpFacts()
    facts.requestsAsClient += requests
    facts.errors += errors
    if (http.host) facts.hosts.add(http.host, requests)
    if (http.userAgent) facts.userAgents.add(http.userAgent, requests)
  }
  if (server) {
    const facts = server.httpFacts()
    facts.requestsAsServer += requests
    facts.errors += errors
    if (http.host) facts.hosts.add(http.host, requests)
  }
}

/** The names asked for in TLS are what the host talked about, never its own name. */
function countTls(details: FlowDetails, client: HostFacts | undefined, server: HostFacts | undefined): void {
  const { tls } = details.metadata
  if (!tls) return
  if (details.hostname) {
    client?.tlsFacts().names.add(details.hostname)
    server?.tlsFacts().names.add(details.hostname)
  }
  if (tls.ja4) client?.tlsFacts().ja4.add(tls.ja4)
}
