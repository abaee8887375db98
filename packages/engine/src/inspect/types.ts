// The frame that every dissector fits in: what it declares, what it is shown, what it may answer.
import type { ByteWindow } from "../bytes/byte-window.ts"
import type { MediaFraming } from "../calls/media-framing.ts"
import type { Metadata } from "./metadata.ts"

export type Transport = "tcp" | "udp" | "sctp" | "icmp" | "icmpv6" | "igmp" | "ip"

/** Never this protocol: the dissector is not asked again for this flow. */
export const NO_MATCH = 0
/** Cannot tell yet: ask again with the next payload packet (TCP: with more of the stream). */
export const NEED_MORE = 1
/** This is it. */
export const MATCH = 2
export type Verdict = typeof NO_MATCH | typeof NEED_MORE | typeof MATCH

/** `extract`: call me with the next packets too, or I have all I want. */
export const CONTINUE = 1
export const DONE = 2
export type Appetite = typeof CONTINUE | typeof DONE

export interface Dissector {
  /** Name of the protocol in model/data/protocols.ts. */
  readonly protocol: string
  readonly transports: readonly Transport[]
  /** Tried first on these ports; a port alone never names a protocol. Default: the protocol's own ports. */
  readonly hintPorts?: readonly number[]
  /** What its packets prove is too little elsewhere: asked only when the flow has one of the hint ports. Costs other flows nothing. */
  readonly onlyOnHintPorts?: boolean
  /**
   * Asked only about payloads that start with one of these bytes: of TCP the first payload of each direction, of others every
   * datagram. List the first bytes of both directions' openings. Once asked (NEED_MORE), it sees everything. Default: any.
   */
  readonly firstBytes?: readonly number[]
  /** Asked only when the payload (TCP: the stream so far) has at least this many bytes. */
  readonly minBytes?: number
  /**
   * Looks at `seen.payload` (and `seen.stream` for TCP). Called for every payload packet of the flow, both directions,
   * until it says NO_MATCH, or somebody says MATCH, or the flow's budget ends. Called without `this`.
   * Allocates nothing and changes nothing but `seen.state` unless it answers MATCH.
   */
  recognise(seen: Inspection): Verdict
  /**
   * After MATCH: takes metadata, names, risks out of this packet and the following ones. Called at once with the packet
   * that matched; before that once with what the other direction said earlier, when its bytes were kept (TCP, NEED_MORE).
   * Bounded by the flow's budget. Absent: nothing to take.
   */
  extract?(seen: Inspection): Appetite
}

/** Identity helper: gives a dissector its type, keeps the file readable. */
export function defineDissector(dissector: Dissector): Dissector {
  return dissector
}

/**
 * What a dissector sees: the packet at hand and its flow. One object per engine, moved from packet to packet; keep
 * nothing of it. `toServer` is relative to the flow's opener.
 */
export interface Inspection {
  /** Transport payload of this packet, as captured. */
  readonly payload: ByteWindow
  /** Payload length on the wire (more than payload.length when the snaplen cut it). */
  readonly payloadWireBytes: number
  /**
   * TCP: this direction's bytes in order from where it began (or from `consume`), this packet included; bounded.
   * Others: same as `payload`. Segments out of order are held back (bounded) until the hole is filled.
   */
  readonly stream: ByteWindow
  /** TCP: the stream began with its SYN seen, so `stream` really starts at byte 0. */
  readonly streamFromStart: boolean
  /** TCP, in `extract` only: take n bytes off the front of this direction's stream (a record that is done with). */
  consume(bytes: number): void
  readonly toServer: boolean
  readonly transport: Transport
  readonly ipVersion: number
  /** Ports of this packet. */
  readonly srcPort: number
  readonly dstPort: number
  /** Ports and addresses of the flow. */
  readonly clientPort: number
  readonly serverPort: number
  /** Either end of the flow has this port. */
  hasPort(port: number): boolean
  /** IPv4 addresses as u32 (0 for IPv6); others by text (allocates). */
  readonly srcIpv4: number
  readonly dstIpv4: number
  ipText(side: "src" | "dst" | "client" | "server"): string
  readonly ttl: number
  /** The datagram came in IP fragments. */
  readonly isFragment: boolean
  /** Payload packets of the flow so far, this one included: 1, 2, ...; and by direction. */
  readonly payloadPackets: number
  readonly payloadPacketsToServer: number
  readonly payloadPacketsToClient: number
  /** This packet's time, microseconds since the epoch. */
  readonly timestampUs: number
  /** 32 bits of memory of the asking dissector for this flow, 0 at first. */
  state: number
  /** Metadata of the flow; records are made when first asked for. Only after MATCH. */
  readonly metadata: Metadata
  /** The name that the client asked for (SNI, Host, question): bytes are validated to text here, once. Feeds hostname -> application. */
  setHostname(text: string): void
  /**
   * Names that the server goes by (its certificate's), separated by commas: the first that somebody claims finds the application as the host
   * name would, without being one. False: nobody claims any.
   */
  setAppOfNames(names: string): boolean
  /** The asked name as far as it is known. */
  readonly hostname: string | null
  /** The user trusts certificates of this issuer (RFC 4514-like text, as in metadata.tls.issuer). */
  isTrustedIssuer(issuer: string): boolean
  /** The most telling fact of the flow in one line: URL, user, file, answer. */
  setInfo(text: string): void
  /** An application on top of the matched protocol (HTTP.OCSP, TLS.DoH): by protocol name. */
  setApp(protocol: string): void
  /** Something found an application on top of the protocol already: the host name, or `setApp`. */
  readonly hasOwnApp: boolean
  /** The matched protocol turns out to be another (a STUN flow becomes a WhatsApp call): by protocol name. */
  changeMaster(protocol: string): void
  /** Flow is of this category whatever the protocol says. */
  setCategory(category: string): void
  setEncrypted(encrypted: boolean): void
  setConfidence(confidence: "correlation" | "content-partial" | "content"): void
  /** A risk of model/data/risks.ts by key, with the evidence shown to people. */
  risk(key: string, evidence?: string): void
  /** A later flow between these ends will be this protocol (FTP data, RTP from SIP, BitTorrent peers). Bounded, expires. */
  expect(expectation: Expectation): void
  /**
   * Calls: this end (by default both ends of this flow) carries this application's media. Flows of it whose own packets tell only STUN,
   * RTP or DTLS get the application, also those already open. Bounded, expires.
   */
  rememberCall(protocol: string, ip?: string, port?: number): void
  /** Sets the application that was remembered for an end of this flow; false: none. */
  recallCall(): boolean
  /**
   * RTP goes on in this flow. UDP: from this packet on every datagram is measured for as long as the flow lives, whatever inspection
   * does; TCP: this segment is. Bounded.
   */
  carriesMedia(framing: MediaFraming): void
  /** An answer of a name service: teaches host names, and addresses for later flows. */
  learnName(ip: string, name: string, source: "dns" | "mdns" | "netbios" | "dhcp", ttlSeconds?: number): void
  /** A hint of the operating system of a side. */
  learnOs(side: "src" | "dst", os: string): void
}

export interface Expectation {
  readonly protocol: string
  readonly transport: Transport
  /** Text address; the other end may be anything when absent. */
  readonly ip: string
  readonly port: number
  readonly peerIp?: string
  readonly forSeconds?: number
  /** For the dissector of that flow: what its packets don't tell (payload types of a session description). */
  readonly note?: string
}
