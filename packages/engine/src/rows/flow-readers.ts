// How each column of a flow (model/columns/flow.ts) is read from the flow table. One line per column; rows, pages, filters
// and history batches are all made from these readers. `sided` columns turn with FLOW_SWAPPED: client is not always A.
import {
  appLabel, categoryName, riskById, riskIdsOf,
  type ColumnReaders, type FlowColumnId,
} from "@netweir/model"
import { LOCAL, UNSPECIFIED, locate, type LocatedAddress } from "../addresses/location.ts"
import type { NetworkTable } from "../addresses/networks.ts"
import type { AddressFacts } from "../engine.ts"
import { FLOW_ENCRYPTED, FLOW_SWAPPED } from "../flows/flags.ts"
import { KEY_WORDS, type FlowColumns, type FlowDetails } from "../flows/flow-columns.ts"
import type { TcpFingerprint } from "../flows/tcp-fingerprint.ts"
import { breedOf } from "../groups/groups.ts"
import { ipProtocolName } from "../groups/names.ts"
import type { MediaReport } from "../calls/media-report.ts"
import type { RiskMutes } from "../risks/risk-mutes.ts"
import type { FlowOrigins } from "../records/flow-origins.ts"
import { communityId } from "./community-id.ts"
import { nextHopOf, originReaders } from "./origin-readers.ts"
import { flowIdOf } from "./flow-id.ts"

export interface ReaderContext {
  readonly flows: FlowColumns
  readonly facts: AddressFacts
  readonly networks: NetworkTable
  readonly interfaceName: string
  /** Of flows told by records; null: all are of packets. */
  readonly origins?: FlowOrigins | null
  /** Best known name of a row of the host table. */
  nameOf(host: number): string | null
  bitsPerSecond(row: number): number
  /** Of the client's SYN. */
  tcpFingerprint(row: number): TcpFingerprint | undefined
  /** Index into model's endReasons: why the row is written now. */
  endReason(): number
  /** Risks that are muted, in bits as `risksLow` and `risksHigh`, and by which mutes. */
  /** What calls measured; null: nobody inspects. */
  readonly calls: MediaReport | null
  readonly mutes: Pick<RiskMutes, "low" | "high" | "of">
}

type NumberReader = (row: number) => number
type TextReader = (row: number) => string | null
type IpReader = (row: number, into: Uint32Array) => boolean
type ListReader = (row: number) => readonly string[]

export interface FlowReaders extends ColumnReaders<number> {
  /** For the column of type json. */
  metadata(row: number): Readonly<Record<string, unknown>>
  /** The same as JSON; null = empty. */
  metadataText(row: number): string | null
  /** The column `mutedRisks` as bits. */
  mutedLow(row: number): number
  mutedHigh(row: number): number
  /** What few flows have: columns of the rest need not be asked for. */
  hasDetails(row: number): boolean
  hasMedia(row: number): boolean
}

const SOURCE_PACKETS = 0
const riskKey = (id: number): string => riskById(id)?.key ?? `risk-${id}`

export function createFlowReaders(context: ReaderContext): FlowReaders {
  const { flows, facts, networks, origins = null, mutes, calls } = context
  const point = (row: number) => origins?.points.at(origins.columns.point[row]) ?? null
  const isSwapped = (row: number) => (flows.flags[row] & FLOW_SWAPPED) !== 0
  /** Where the client's (server's) address stands in `key`. */
  const clientAt = (row: number) => row * KEY_WORDS + (isSwapped(row) ? 4 : 0)
  const serverAt = (row: number) => row * KEY_WORDS + (isSwapped(row) ? 0 : 4)
  const portA = (row: number) => flows.key[row * KEY_WORDS + 8] >>> 16
  const portB = (row: number) => flows.key[row * KEY_WORDS + 8] & 0xffff
  const ipProtocol = (row: number) => flows.key[row * KEY_WORDS + 9] & 0xff
  /** Reads the column of the sender: client = A unless swapped. */
  const client = (a: NumberReader, b: NumberReader): NumberReader => (row) => (isSwapped(row) ? b(row) : a(row))
  const server = (a: NumberReader, b: NumberReader): NumberReader => (row) => (isSwapped(row) ? a(row) : b(row))
  const orAbsent = (read: NumberReader): NumberReader => (row) => read(row) || Number.NaN
  const mac = (high: number, low: number) => (high < 0 ? Number.NaN : high * 2 ** 32 + low)
  const macA: NumberReader = (row) => mac(flows.macAHigh[row], flows.macALow[row])
  const macB: NumberReader = (row) => mac(flows.macBHigh[row], flows.macBLow[row])
  const packets: NumberReader = (row) => flows.packetsAB[row] + flows.packetsBA[row]
  const bytes: NumberReader = (row) => flows.bytesAB[row] + flows.bytesBA[row]
  const durationUs: NumberReader = (row) => flows.lastSeenUs[row] - flows.firstSeenUs[row]
  /** Two columns of each side ask for the same: the last answer for A and for B is kept. */
  const places = [0, 1].map(() => ({ words: new Uint32Array(4), located: { location: UNSPECIFIED, network: -1 } }))
  const placeOf = (at: number): LocatedAddress => {
    const { key } = flows
    const { words, located } = places[(at >> 2) & 1]
    if (words[3] === key[at + 3] && words[2] === key[at + 2] && words[1] === key[at + 1] && words[0] === key[at]) return located
    for (let i = 0; i < 4; i++) words[i] = key[at + i]
    locate(networks, words, 0, located)
    return located
  }
  const locationOf = (at: number) => {
    const { location } = placeOf(at)
    return location > 3 ? LOCAL : location // an unspecified address is somebody here who has none yet
  }
  const networkOf = (at: number) => {
    const located = placeOf(at)
    if (located.network < 0) return null
    const network = networks.networks[located.network]
    return network.alias ?? network.cidr
  }
  const copyIp = (at: number, into: Uint32Array) => {
    for (let i = 0; i < 4; i++) into[i] = flows.key[at + i]
    return true
  }
  const details = (row: number) => flows.details[row]
  const labels = new Map<number, string>()
  const label = (row: number) => {
    const ids = flows.masterProtocol[row] * 65_536 + flows.appProtocol[row]
    let text = labels.get(ids)
    if (text === undefined) {
      text = appLabel(flows.masterProtocol[row], flows.appProtocol[row])
      labels.set(ids, text)
    }
    return text
  }

  /** A measure of the media that the client (`toServer`) or the server sends. */
  const ofMedia = (read: (calls: MediaReport, row: number, isOfA: boolean) => number, toServer: boolean): NumberReader =>
    (row) => (calls !== null && calls.has(row) ? read(calls, row, toServer !== isSwapped(row)) : Number.NaN)

  /** What the exporter knows, of the client's (server's) side; 0 = nothing. */
  const told = (row: number, a: "asA" | "asB", b: "asA" | "asB") => (origins === null ? 0 : origins.columns[isSwapped(row) ? b : a][row])

  const numbers: { readonly [Id in FlowColumnId]?: NumberReader } = {
    firstSeenMs: (row) => flows.firstSeenUs[row] / 1000,
    lastSeenMs: (row) => flows.lastSeenUs[row] / 1000,
    durationMs: (row) => Math.round(durationUs(row) / 1000),
    source: (row) => point(row)?.source ?? SOURCE_PACKETS,
    observationDomain: (row) => point(row)?.observationDomain ?? Number.NaN,
    ...originReaders(origins, isSwapped),
    ipVersion: (row) => flows.ipVersion[row],
    ipProtocol,
    clientPort: client(portA, portB),
    serverPort: server(portA, portB),
    vlan: (row) => flows.key[row * KEY_WORDS + 9] >>> 16,
    tunnel: (row) => flows.tunnel[row],
    clientMac: client(macA, macB),
    serverMac: server(macA, macB),
    bytes,
    bytesToServer: client((row) => flows.bytesAB[row], (row) => flows.bytesBA[row]),
    bytesToClient: server((row) => flows.bytesAB[row], (row) => flows.bytesBA[row]),
    packets,
    packetsToServer: client((row) => flows.packetsAB[row], (row) => flows.packetsBA[row]),
    packetsToClient: server((row) => flows.packetsAB[row], (row) => flows.packetsBA[row]),
    payloadToServer: client((row) => flows.payloadAB[row], (row) => flows.payloadBA[row]),
    payloadToClient: server((row) => flows.payloadAB[row], (row) => flows.payloadBA[row]),
    bitsPerSecond: context.bitsPerSecond,
    masterProtocolId: (row) => flows.masterProtocol[row],
    appProtocolId: (row) => flows.appProtocol[row],
    breed: (row) => breedOf(flows.masterProtocol[row], flows.appProtocol[row]),
    confidence: (row) => flows.confidence[row],
    encrypted: (row) => ((flows.flags[row] & FLOW_ENCRYPTED) !== 0 ? 1 : 0),
    tcpState: (row) => flows.tcpState[row],
    tcpFlagsToServer: client((row) => flows.tcpFlagsAB[row], (row) => flows.tcpFlagsBA[row]),
    tcpFlagsToClient: server((row) => flows.tcpFlagsAB[row], (row) => flows.tcpFlagsBA[row]),
    clientRttUs: orAbsent((row) => flows.clientRttUs[row]),
    serverRttUs: orAbsent((row) => flows.serverRttUs[row]),
    appLatencyUs: orAbsent((row) => flows.appLatencyUs[row]),
    retransmissionsToServer: client((row) => flows.retransmissionsAB[row], (row) => flows.retransmissionsBA[row]),
    retransmissionsToClient: server((row) => flows.retransmissionsAB[row], (row) => flows.retransmissionsBA[row]),
    outOfOrderToServer: client((row) => flows.outOfOrderAB[row], (row) => flows.outOfOrderBA[row]),
    outOfOrderToClient: server((row) => flows.outOfOrderAB[row], (row) => flows.outOfOrderBA[row]),
    lostToServer: client((row) => flows.lostAB[row], (row) => flows.lostBA[row]),
    lostToClient: server((row) => flows.lostAB[row], (row) => flows.lostBA[row]),
    zeroWindowToServer: client((row) => flows.zeroWindowAB[row], (row) => flows.zeroWindowBA[row]),
    zeroWindowToClient: server((row) => flows.zeroWindowAB[row], (row) => flows.zeroWindowBA[row]),
    ttlToServer: orAbsent(client((row) => flows.ttlAB[row], (row) => flows.ttlBA[row])),
    ttlToClient: orAbsent(server((row) => flows.ttlAB[row], (row) => flows.ttlBA[row])),
    dscpToServer: client((row) => flows.dscpAB[row], (row) => flows.dscpBA[row]),
    dscpToClient: server((row) => flows.dscpAB[row], (row) => flows.dscpBA[row]),
    interArrivalAvgUs: (row) => (packets(row) > 1 ? Math.round(durationUs(row) / (packets(row) - 1)) : Number.NaN),
    jitterToServerUs: ofMedia((of, row, isOfA) => of.jitterUs(row, isOfA), true),
    jitterToClientUs: ofMedia((of, row, isOfA) => of.jitterUs(row, isOfA), false),
    rtpLossToServer: ofMedia((of, row, isOfA) => of.loss(row, isOfA), true),
    rtpLossToClient: ofMedia((of, row, isOfA) => of.loss(row, isOfA), false),
    mosToServer: ofMedia((of, row, isOfA) => of.mos(row, isOfA), true),
    mosToClient: ofMedia((of, row, isOfA) => of.mos(row, isOfA), false),
    entropy: (row) => (flows.entropy[row] === 0 ? Number.NaN : (flows.entropy[row] - 1) / 254),
    clientLocation: (row) => locationOf(clientAt(row)),
    serverLocation: (row) => locationOf(serverAt(row)),
    clientAsn: (row) => told(row, "asA", "asB") || facts.asn(flows.key, clientAt(row)) || Number.NaN,
    serverAsn: (row) => told(row, "asB", "asA") || facts.asn(flows.key, serverAt(row)) || Number.NaN,
    score: (row) => flows.score[row],
    endReason: context.endReason,
  }

  const texts: { readonly [Id in FlowColumnId]?: TextReader } = {
    flowId: (row) => flowIdOf(flows, row).toString(),
    interface: () => context.interfaceName,
    l4: (row) => ipProtocolName(ipProtocol(row)),
    clientName: (row) => context.nameOf(isSwapped(row) ? flows.hostB[row] : flows.hostA[row]),
    serverName: (row) => context.nameOf(isSwapped(row) ? flows.hostA[row] : flows.hostB[row]),
    communityId: (row) => communityId({
      words: flows.key, srcAt: row * KEY_WORDS, dstAt: row * KEY_WORDS + 4, ipVersion: flows.ipVersion[row],
      ipProtocol: ipProtocol(row), srcPort: portA(row), dstPort: portB(row),
      icmpType: flows.icmpTypeCode[row] >>> 8, icmpCode: flows.icmpTypeCode[row] & 0xff,
    }),
    app: label,
    category: (row) => categoryName(flows.category[row]),
    hostname: (row) => details(row)?.hostname ?? null,
    info: (row) => details(row)?.info ?? null,
    mediaType: (row) => (calls?.has(row) ? calls.kinds(row) : null),
    rtpCodec: (row) => (calls?.has(row) ? calls.codecs(row) : null),
    ja4: (row) => {
      const records = details(row)?.metadata
      const ja4 = records?.tls?.ja4 ?? records?.quic?.ja4
      return typeof ja4 === "string" ? ja4 : null
    },
    clientCountry: (row) => facts.country(flows.key, clientAt(row)) || null,
    serverCountry: (row) => facts.country(flows.key, serverAt(row)) || null,
    clientNetwork: (row) => networkOf(clientAt(row)),
    serverNetwork: (row) => networkOf(serverAt(row)),
  }

  const ips: { readonly [Id in FlowColumnId]?: IpReader } = {
    client: (row, into) => copyIp(clientAt(row), into),
    server: (row, into) => copyIp(serverAt(row), into),
    exporter(row, into) {
      const words = point(row)?.words
      if (words === undefined) return false
      into.set(words)
      return true
    },
    nextHop: (row, into) => origins !== null && origins.copyNextHop(nextHopOf(origins, row, isSwapped(row)), into),
  }
  const lists: { readonly [Id in FlowColumnId]?: ListReader } = {
    risks: (row) => riskIdsOf(flows.risksLow[row], flows.risksHigh[row]).map(riskKey),
    mutedRisks: (row) => riskIdsOf(mutes.low(row), mutes.high(row)).map(riskKey),
  }

  const evidenceOf = (own: FlowDetails | undefined) => (own !== undefined && own.evidence !== null && own.evidence.size > 0 ? Object.fromEntries([...own.evidence].map(([id, text]) => [riskKey(id), text])) : null)
  const tcpOf = (syn: TcpFingerprint) => (syn.os === null ? { fingerprint: syn.text } : { fingerprint: syn.text, os: syn.os })
  const tcpTexts = new WeakMap<TcpFingerprint, string>()
  const tcpText = (syn: TcpFingerprint) => {
    let text = tcpTexts.get(syn)
    if (text === undefined) {
      text = JSON.stringify(tcpOf(syn))
      tcpTexts.set(syn, text)
    }
    return text
  }
  function metadata(row: number): Readonly<Record<string, unknown>> {
    const own = details(row)
    const syn = context.tcpFingerprint(row)
    const mutedBy = mutes.of(row)
    const media = calls?.records(row, !isSwapped(row)) ?? null
    const evidence = evidenceOf(own)
    if (syn === undefined && mutedBy.length === 0 && media === null && evidence === null) return own?.metadata ?? {}
    return {
      ...own?.metadata, ...media,
      ...(syn && { tcp: tcpOf(syn) }),
      ...(evidence && { evidence }),
      ...(mutedBy.length > 0 && { muted: Object.fromEntries(mutedBy.map(({ risk, by }) => [riskKey(risk), by.reason])) }),
    }
  }
  /** Pieces put together as text cost half of a new object made of them; media and mutes are rare. */
  function metadataText(row: number): string | null {
    if (mutes.low(row) !== 0 || mutes.high(row) !== 0 || calls?.has(row) === true) return JSON.stringify(metadata(row))
    const own = details(row)
    const syn = context.tcpFingerprint(row)
    const evidence = evidenceOf(own)
    let text = own === undefined ? "{}" : JSON.stringify(own.metadata)
    if (syn !== undefined) text = withMember(text, `"tcp":${tcpText(syn)}`)
    if (evidence !== null) text = withMember(text, `"evidence":${JSON.stringify(evidence)}`)
    return text === "{}" ? null : text
  }

  return {
    number: (id) => numbers[id as FlowColumnId],
    text: (id) => texts[id as FlowColumnId],
    ip: (id) => ips[id as FlowColumnId],
    list: (id) => lists[id as FlowColumnId],
    metadata,
    metadataText,
    mutedLow: (row) => mutes.low(row),
    mutedHigh: (row) => mutes.high(row),
    hasDetails: (row) => details(row) !== undefined,
    hasMedia: (row) => calls !== null && calls.has(row),
  }
}

/** `member` behind the last one of an object. */
function withMember(json: string, member: string): string {
  return json === "{}" ? `{${member}}` : `${json.slice(0, -1)},${member}}`
}
