// When which risk is judged. Dissectors raise what they see in a packet themselves (`seen.risk`); here is what needs the flow as a whole:
//   payload    the beginning of what nobody recognised: executables, scripts, randomness
//   concluded  inspection is through: names, protocol, port, HTTP record
//   ended      the flow is over: directions, TCP flags
// Cheap unless there is a risk: numbers out of typed arrays; strings only of flows that have a host name or HTTP record.
import { breeds, categoryIdOf, protocolById, protocols, protocolId, riskId } from "@netweir/model"
import { formatIp, isIpv4 } from "../addresses/ip-text.ts"
import { isMulticastAddress } from "../addresses/location.ts"
import { ByteWindow } from "../bytes/byte-window.ts"
import type { Packet } from "../decode/packet.ts"
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN } from "../decode/tcp.ts"
import { FLOW_RECORDED, FLOW_SWAPPED } from "../flows/flags.ts"
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import type { HostnameMatch } from "../hostnames/hostname-matcher.ts"
import { LOOKS_ENCRYPTED, SYN_OF_A, SYN_OF_B, type FlowNotes } from "../inspect/flow-notes.ts"
import { isDefaultPort } from "../inspect/guesses.ts"
import type { Inspection } from "../inspect/types.ts"
import type { Rules } from "../inspect/rules.ts"
import { BY_ADDRESS, BY_CONTENT, BY_CORRELATION, BY_CONTENT_PARTIAL, type Settlement } from "../inspect/settlement.ts"
import { TCP, transportOf, UDP } from "../inspect/transports.ts"
import { remembered } from "../bytes/remembered.ts"
import { entropyOf, packedEntropy } from "./entropy.ts"
import { hostnameRisks, isInconspicuous } from "./hostname-risks.ts"
import { httpRisks } from "./http-risks.ts"
import { icmpDefect } from "./icmp-risks.ts"
import { injectionIn } from "./injections.ts"
import { executableAt, isScript, looksFullyEncrypted } from "./payload-signs.ts"

const IP_TCP = 6
const IP_UDP = 17
const URG = 0x20
const ALL_FLAGS = TCP_FIN | TCP_SYN | TCP_RST | TCP_PSH | TCP_ACK | URG
const MALWARE = categoryIdOf("Malware")
const [SSH, TLS, DNS, FTP_DATA, TEAMVIEWER] = ["SSH", "TLS", "DNS", "FTP_DATA", "TeamViewer"].map(protocolId)
// The risks that most flows have, by number: no text is looked up for them.
const [UNSAFE_PROTOCOL, UNIDIRECTIONAL_TRAFFIC, KNOWN_PROTOCOL_ON_NON_STANDARD_PORT, SUSPICIOUS_ENTROPY, FULLY_ENCRYPTED, TCP_ISSUES] = [
  "unsafe_protocol", "unidirectional_traffic", "known_protocol_on_non_standard_port", "suspicious_entropy", "fully_encrypted", "tcp_issues",
].map(riskId)
const UNSAFE_BREEDS = new Set(["unsafe", "potentially_dangerous", "dangerous"].filter((breed) => (breeds as readonly string[]).includes(breed)))
const isUnsafe = numbersOf(({ breed }) => UNSAFE_BREEDS.has(breed))
const sharesDesktops = new Set(["RDP", "VNC", "AnyDesk", "TeamViewer", "NoMachine", "Radmin", "RustDesk"])
const isDesktop = numbersOf(({ name }) => sharesDesktops.has(name))
/** Encrypted by nature, whatever else is said of them. */
const noText = new Set(["TLS", "DTLS", "QUIC", "SMTPS", "IMAPS", "POPS", "FTPS"])
const isNoText = numbersOf(({ name }) => noText.has(name))
/** Media, and senders that expect no answer. */
const oneWay = new Set(["RTP", "SRTP", "RTCP", "MPEG_TS", "Syslog", "NetFlow", "sFlow", "collectd", "MDNS", "CPHA", "Statsd"])
const isOneWay = numbersOf(({ name }) => oneWay.has(name))
/** Software comes from here every day. */
const updateServices = new Set(["WindowsUpdate", "Microsoft", "MicrosoftAzure", "Apple", "AppleStore", "PlayStore", "UbuntuONE"])
const isUpdateService = numbersOf(({ name }) => updateServices.has(name))

/** Bits per byte above which a payload is no text (the limit that the risk's definition names). */
const TEXT_ENTROPY = packedEntropy(4.941)
/** A payload of n bytes has at most log2(n) bits per byte: shorter ones prove nothing. */
const MIN_ENTROPY_BYTES = 32
const ICMP_HEADER_BYTES = 8
const window = new ByteWindow()

const entropyText = remembered((packed: number) => `entropy ${(((packed - 1) / 254) * 8).toFixed(2)} bits per byte`)
/** By protocol number, port and transport. */
const wrongPortText = remembered((which: number): string => {
  const { name, tcpPorts, udpPorts } = protocolById(Math.floor(which / 131_072))
  return `${name} on port ${which & 0xffff}, expected on ${((which & 65_536) === 0 ? tcpPorts : udpPorts).slice(0, 8).join(", ")}`
})

function numbersOf(is: (protocol: { readonly name: string; readonly breed: string }) => boolean): Uint8Array {
  const table = new Uint8Array(65_536)
  for (const protocol of protocols) if (is(protocol)) table[protocol.id] = 1
  return table
}

export interface AssessorTools {
  readonly flows: FlowColumns
  readonly notes: FlowNotes
  readonly settlement: Settlement
  readonly rules: () => Rules
  /** AS number of an address, 0 = unknown. */
  readonly asnOf: (words: Uint32Array, at: number) => number
  readonly matchHostname: (name: string) => HostnameMatch | null
}

export class RiskAssessor {
  private readonly tools: AssessorTools

  constructor(tools: AssessorTools) {
    this.tools = tools
  }

  /** A payload that nobody has recognised. */
  payload(flow: number, seen: Inspection): void {
    const { flows, notes } = this.tools
    const { payload } = seen
    if (seen.payloadPackets === 1) {
      if (payload.length >= MIN_ENTROPY_BYTES && flows.entropy[flow] === 0) flows.entropy[flow] = packedEntropy(entropyOf(payload))
      // From the middle of a connection all that is encrypted looks so.
      if (seen.transport === "tcp" && seen.toServer && seen.streamFromStart && looksFullyEncrypted(payload)) notes.marks[flow] |= LOOKS_ENCRYPTED
    }
    const executable = executableAt(payload, 0)
    if (executable !== null) this.raise(flow, "binary_application_transfer", `${executable} found`)
    else if (isScript(payload, 0)) this.raise(flow, "possible_exploit", "shell script found")
  }

  /** The first message of an ICMP flow. */
  icmp(flow: number, packet: Packet): void {
    const { flows } = this.tools
    const defect = icmpDefect(packet.ipVersion === 6, packet.icmpType, packet.icmpCode)
    if (defect !== null) this.raise(flow, "malformed_packet", defect)
    if (packet.ipVersion !== 4 || packet.payloadBytes < ICMP_HEADER_BYTES + MIN_ENTROPY_BYTES) return
    window.set(packet.payloadSource, packet.payloadStart, packet.payloadBytes)
    flows.entropy[flow] = packedEntropy(entropyOf(window))
    if (flows.entropy[flow] > TEXT_ENTROPY) this.raiseNumber(flow, SUSPICIOUS_ENTROPY, entropyText(flows.entropy[flow]))
  }

  /** Inspection is through with the flow. */
  concluded(flow: number): void {
    const { flows } = this.tools
    const master = flows.masterProtocol[flow]
    const app = flows.appProtocol[flow]
    if ((isUnsafe[master] | isUnsafe[app]) !== 0) this.raiseNumber(flow, UNSAFE_PROTOCOL)
    if ((isDesktop[master] | isDesktop[app]) !== 0 && this.isSession(flow, master, app)) this.raise(flow, "desktop_or_file_sharing_session", `Found ${protocolById(isDesktop[app] ? app : master).name}`)
    if (flows.category[flow] === MALWARE) this.malware(flow)
    this.addresses(flow)
    const byContent = this.isByContent(flow)
    if (byContent) this.ports(flow, master)
    else this.unrecognised(flow, master)
    const details = flows.details[flow]
    if (details === undefined) return
    if (details.hostname !== null) this.hostname(flow, details.hostname, master)
    if (details.metadata.http !== undefined) this.http(flow, app)
    const { tls } = details.metadata
    if (tls !== undefined) this.fingerprints(flow, tls.ja3, tls.ja4, tls.certificateSha1)
  }

  /** The flow is over. */
  ended(flow: number): void {
    const { flows } = this.tools
    // Records and samples tell one direction at a time, and not every packet: silence proves nothing.
    if ((flows.flags[flow] & FLOW_RECORDED) !== 0) return
    const at = flow * KEY_WORDS
    if ((flows.packetsAB[flow] === 0 || flows.packetsBA[flow] === 0) && !isGroupAddress(flows.key, at + 4) && isOneWay[flows.masterProtocol[flow]] === 0) {
      this.raiseNumber(flow, UNIDIRECTIONAL_TRAFFIC)
    }
    if ((flows.key[at + 9] & 255) === IP_TCP) this.tcp(flow)
  }

  /** Frequent risks whose name says it all come without evidence: that would cost memory per flow. */
  private raise(flow: number, key: string, evidence?: string): void {
    this.tools.settlement.risk(flow, key, evidence)
  }

  private raiseNumber(flow: number, risk: number, evidence?: string): void {
    this.tools.settlement.riskNumber(flow, risk, evidence)
  }

  private isByContent(flow: number): boolean {
    const confidence = this.tools.flows.confidence[flow]
    return confidence === BY_CONTENT || confidence === BY_CORRELATION || confidence === BY_CONTENT_PARTIAL
  }

  private serverIsB(flow: number): boolean {
    return (this.tools.flows.flags[flow] & FLOW_SWAPPED) === 0
  }

  /** A protocol that has ports of its own runs on others. */
  private ports(flow: number, master: number): void {
    const { flows, notes, rules } = this.tools
    const at = flow * KEY_WORDS
    const transport = transportOf(flows.key[at + 9] & 255)
    if ((transport !== TCP && transport !== UDP) || master === FTP_DATA) return // passive FTP data runs on any port
    const { tcpPorts, udpPorts } = protocolById(master)
    const own = transport === TCP ? tcpPorts : udpPorts
    if (own.length === 0) return
    const app = protocolById(flows.appProtocol[flow])
    const ofApp = transport === TCP ? app.tcpPorts : app.udpPorts // DNS over TLS has a port of its own
    const ports = flows.key[at + 8]
    const knowsServer = transport === TCP && (notes.marks[flow] & (SYN_OF_A | SYN_OF_B)) !== 0
    const serverPort = this.serverIsB(flow) ? ports & 0xffff : ports >>> 16
    const clientPort = this.serverIsB(flow) ? ports >>> 16 : ports & 0xffff
    if (isDefaultPort(own, serverPort) || isDefaultPort(ofApp, serverPort) || rules().portProtocol(transport, serverPort) === master) return
    if (!knowsServer && (isDefaultPort(own, clientPort) || isDefaultPort(ofApp, clientPort) || rules().portProtocol(transport, clientPort) === master)) return
    this.raiseNumber(flow, KNOWN_PROTOCOL_ON_NON_STANDARD_PORT, wrongPortText(master * 131_072 + (transport === TCP ? 0 : 65_536) + serverPort))
  }

  /** Nobody recognised the content: what do its first bytes look like? */
  private unrecognised(flow: number, master: number): void {
    const { flows, notes } = this.tools
    const entropy = flows.entropy[flow]
    if (entropy > TEXT_ENTROPY && isNoText[master] === 0) this.raiseNumber(flow, SUSPICIOUS_ENTROPY, entropyText(entropy))
    if (master === DNS && (flows.key[flow * KEY_WORDS + 9] & 255) === IP_UDP && flows.payloadAB[flow] + flows.payloadBA[flow] > 0) this.raise(flow, "malformed_packet", "no DNS message, but on its port")
    if ((notes.marks[flow] & LOOKS_ENCRYPTED) !== 0 && flows.confidence[flow] !== BY_ADDRESS) this.raiseNumber(flow, FULLY_ENCRYPTED, "first payload looks random")
  }

  /** Somebody's desktop is shown, not only asked for: a name in a DNS question or a knock at a port is no session. */
  private isSession(flow: number, master: number, app: number): boolean {
    if (master === DNS || !this.isByContent(flow)) return false
    // Over TCP TeamViewer keeps in touch with its servers all day.
    return (app !== TEAMVIEWER && master !== TEAMVIEWER) || (this.tools.flows.key[flow * KEY_WORDS + 9] & 255) === IP_UDP
  }

  private addresses(flow: number): void {
    const { flows, asnOf } = this.tools
    const rules = this.tools.rules()
    const at = flow * KEY_WORDS
    const client = at + (this.serverIsB(flow) ? 0 : 4)
    if (rules.isAnonymous(flows.key, client)) this.raise(flow, "anonymous_subscriber", formatIp(flows.key, client))
    if (!rules.hasRiskyAsns) return
    for (const end of [at, at + 4]) {
      const asn = asnOf(flows.key, end)
      if (asn !== 0 && rules.isRiskyAsn(asn)) this.raise(flow, "risky_asn", `${formatIp(flows.key, end)} is of AS ${asn}`)
    }
  }

  private malware(flow: number): void {
    const { flows, rules, matchHostname } = this.tools
    const server = flow * KEY_WORDS + (this.serverIsB(flow) ? 4 : 0)
    if (rules().addressCategory(flows.key, server) === MALWARE) return this.raise(flow, "malware_host_contacted", formatIp(flows.key, server))
    const name = flows.details[flow]?.hostname ?? null
    if (name !== null && matchHostname(name)?.category === MALWARE) this.raise(flow, "malware_host_contacted", name)
  }

  private hostname(flow: number, name: string, master: number): void {
    const { flows, rules, matchHostname } = this.tools
    const isRiskyDomain = rules().isRiskyDomain(name)
    if (isInconspicuous(name, isRiskyDomain)) return
    const dns = flows.details[flow]?.metadata.dns
    const facts = {
      name, protocol: protocolById(master).name, isKnown: matchHostname(name) !== null, isRiskyDomain,
      isResolved: master === DNS && dns?.replies !== undefined && dns.replyCode === 0,
    }
    for (let i = 0; i < hostnameRisks.length; i++) {
      const evidence = hostnameRisks[i].when(facts)
      if (evidence !== null) this.raise(flow, hostnameRisks[i].key, evidence)
    }
  }

  private http(flow: number, app: number): void {
    const { flows } = this.tools
    const http = flows.details[flow]?.metadata.http
    if (http === undefined) return
    const url = http.url ?? (typeof http.path === "string" ? http.path : "")
    const injection = injectionIn(url)
    if (injection !== null) this.raise(flow, injection.risk, `${injection.means}: ${url}`)
    const facts = { http, serverIp: formatIp(flows.key, flow * KEY_WORDS + (this.serverIsB(flow) ? 4 : 0)), isUpdateService: isUpdateService[app] === 1 }
    for (let i = 0; i < httpRisks.length; i++) {
      const evidence = httpRisks[i].when(facts)
      if (evidence !== null) this.raise(flow, httpRisks[i].key, evidence)
    }
  }

  private fingerprints(flow: number, ja3: string | undefined, ja4: string | undefined, sha1: string | undefined): void {
    const rules = this.tools.rules()
    const byJa3 = ja3 === undefined ? null : rules.badJa3(ja3)
    const byJa4 = ja4 === undefined ? null : rules.badJa4(ja4)
    const byHash = sha1 === undefined ? null : rules.badCertificate(sha1)
    if (byJa3 !== null) this.raise(flow, "malicious_fingerprint", `JA3 ${ja3} ${byJa3}`)
    else if (byJa4 !== null) this.raise(flow, "malicious_fingerprint", `JA4 ${ja4} ${byJa4}`)
    if (byHash !== null) this.raise(flow, "malicious_sha1_certificate", `certificate ${sha1} ${byHash}`)
  }

  private tcp(flow: number): void {
    const { flows } = this.tools
    const clientIsA = this.serverIsB(flow)
    const client = clientIsA ? flows.tcpFlagsAB[flow] : flows.tcpFlagsBA[flow]
    const server = clientIsA ? flows.tcpFlagsBA[flow] : flows.tcpFlagsAB[flow]
    const serverPackets = clientIsA ? flows.packetsBA[flow] : flows.packetsAB[flow]
    const payload = flows.payloadAB[flow] + flows.payloadBA[flow]
    if (flows.key[flow * KEY_WORDS + 8] === 0) return // cut before the ports
    const issue = tcpIssue(client, server, serverPackets, payload)
    if (issue !== null) this.raiseNumber(flow, TCP_ISSUES, issue)
    const master = flows.masterProtocol[flow]
    if ((master === SSH || master === TLS) && (client & server & TCP_PSH) !== 0 && (flows.payloadAB[flow] === 0) !== (flows.payloadBA[flow] === 0)) {
      this.raise(flow, "probing_attempt", `${protocolById(master).name} and only one side speaks`)
    }
  }
}

/** What the flags of both sides, added up over the connection, say went wrong; null = nothing. */
function tcpIssue(client: number, server: number, serverPackets: number, payload: number): string | null {
  if (serverPackets === 0 || ((server & TCP_RST) !== 0 && (server & TCP_SYN) === 0)) {
    const flags = client & ALL_FLAGS
    if (flags === 0) return "NULL scan"
    if (flags === TCP_FIN) return "FIN scan"
    if (flags === (TCP_FIN | TCP_PSH | URG)) return "XMAS scan"
    if (serverPackets === 0) return null
  }
  if ((client & TCP_SYN) === 0 || payload > 0) return null
  if ((server & TCP_RST) !== 0 && (server & TCP_SYN) === 0) return "connection refused by the server"
  if ((client & TCP_RST) !== 0) return "connection reset by the client before it said anything"
  return null
}

/**
 * Multicast and broadcast: nobody answers for all. The mask of other people's networks is unknown, so the first and the last address
 * of a /24 count as broadcast (RFC 1122 section 3.2.1.3 knows both forms); 240.0.0.0/4 is nobody's (RFC 1112 section 4).
 */
function isGroupAddress(words: Uint32Array, at: number): boolean {
  if (!isIpv4(words, at)) return isMulticastAddress(words, at)
  const address = words[at + 3]
  return address >= 0xe0000000 || (address & 255) === 255 || (address & 255) === 0
}
