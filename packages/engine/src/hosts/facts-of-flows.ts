// What a flow means for the lists of one of its hosts; and the lists of a host that has none, out of its active flows.
import { FLOW_DETECTED, FLOW_LIVE, FLOW_SWAPPED } from "../flows/flags.ts"
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import { appKey } from "../groups/groups.ts"
import type { Books } from "./books.ts"
import { APPS, CATEGORIES, DSCP, L4, type HostFacts } from "./host-facts.ts"
import { countNames } from "./metadata-counts.ts"

const TCP = 6, UDP = 17, SCTP = 132

/** Everything but applications and categories, which wait for the dissectors. `started`: 1 when the flow is new to the lists. */
export function countForHost(all: HostFacts, facts: number, flows: FlowColumns, flow: number, isA: boolean, sent: number, received: number, started: number): void {
  const key = flow * KEY_WORDS
  const ipProtocol = flows.key[key + 9] & 255
  all.add(facts, L4, ipProtocol, sent, received, started)
  const dscpSent = isA ? flows.dscpAB[flow] : flows.dscpBA[flow]
  const dscpReceived = isA ? flows.dscpBA[flow] : flows.dscpAB[flow]
  if (dscpSent === dscpReceived) all.add(facts, DSCP, dscpSent, sent, received, started)
  else {
    if (sent > 0) all.add(facts, DSCP, dscpSent, sent, 0, started)
    if (received > 0) all.add(facts, DSCP, dscpReceived, 0, received, sent > 0 ? 0 : started)
  }
  all.addPeer(facts, flows.key, isA ? key + 4 : key, sent, received, started)
  if (ipProtocol !== TCP && ipProtocol !== UDP && ipProtocol !== SCTP) return
  const ports = flows.key[key + 8]
  const isSwapped = (flows.flags[flow] & FLOW_SWAPPED) !== 0
  const serverPort = isSwapped ? ports >>> 16 : ports & 0xffff
  const app = (flows.flags[flow] & FLOW_DETECTED) !== 0 ? appKey(flows.masterProtocol[flow], flows.appProtocol[flow]) : -1
  if (serverPort > 0) all.addPort(facts, isA === isSwapped, ipProtocol, serverPort, app, sent, received, started)
}

/** For a remote host without lists: fills the scratch facts when its page is asked for. What ended flows carried shows as "Other". */
export function factsOfActiveFlows(books: Books, row: number): number {
  const { flows } = books.deps
  const { hosts, facts: all } = books
  const facts = all.scratch
  all.clear(facts)
  let bytesSent = hosts.bytesSent[row]
  let bytesReceived = hosts.bytesReceived[row]
  let others = hosts.flowsAsClient[row] + hosts.flowsAsServer[row]
  for (let flow = 0; flow < flows.capacity; flow++) {
    if ((flows.flags[flow] & FLOW_LIVE) === 0 || (flows.hostA[flow] !== row && flows.hostB[flow] !== row)) continue
    const isA = flows.hostA[flow] === row
    const sent = isA ? flows.harvestedBytesAB[flow] : flows.harvestedBytesBA[flow]
    const received = isA ? flows.harvestedBytesBA[flow] : flows.harvestedBytesAB[flow]
    bytesSent -= sent
    bytesReceived -= received
    others--
    countForHost(all, facts, flows, flow, isA, sent, received, 1)
    all.add(facts, APPS, appKey(flows.masterProtocol[flow], flows.appProtocol[flow]), sent, received, 1)
    all.add(facts, CATEGORIES, flows.category[flow], sent, received, 1)
    const details = flows.details[flow]
    if (!details) continue
    const isClient = isA !== ((flows.flags[flow] & FLOW_SWAPPED) !== 0)
    countNames(all, details, isClient ? facts : -1, isClient ? -1 : facts)
  }
  all.startWith(facts, bytesSent, bytesReceived, others)
  return facts
}
