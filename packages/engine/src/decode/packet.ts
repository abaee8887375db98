// The one packet object of an engine: decoders fill it, the flow table and the dissectors read it.
// It is reused for every frame; nobody keeps it.

export class Packet {
  /** Memory of the block; all offsets below point into it. */
  bytes: Uint8Array = new Uint8Array(0)
  frameStart = 0
  capturedBytes = 0
  /** Length on the wire, link layer and outer headers included: what flows count. */
  wireBytes = 0
  timestampUs = 0
  linkType = 0
  /** Frames that this packet stands for: more than one after reassembly; `wireBytes` is their sum then. */
  frames = 1
  /** Frames that the flow counts: `frames`, unless later fragments are not to be counted. */
  countedFrames = 1

  // ── link layer (innermost frame)
  /** MAC addresses as two halves, high 16 and low 32 bits; -1 in the high half when there is none. */
  srcMacHigh = -1
  srcMacLow = 0
  dstMacHigh = -1
  dstMacLow = 0
  /** Innermost 802.1Q VLAN id, 0 = untagged. */
  vlan = 0
  etherType = 0
  /** Index into model's tunnelKinds of the innermost named tunnel. */
  tunnel = 0

  /** Number of the exporter that sampled or recorded it, 0 = seen here. */
  exporter = 0

  // ── network layer (innermost)
  /** 4 or 6; 0 = not IP (counted by ethertype). */
  ipVersion = 0
  /** Addresses as four big-endian words; IPv4 is ::ffff:a.b.c.d, so word 3 is the IPv4 address. */
  readonly src = new Uint32Array(4)
  readonly dst = new Uint32Array(4)
  ipProtocol = 0
  ttl = 0
  dscp = 0
  ecn = 0
  ipId = 0
  dontFragment = false
  /** The datagram came in fragments. Fragments are held until it is whole, so the flow table sees it once, with `frames` > 1. */
  isFragment = false
  /** Its first fragment never came: no ports, no payload. */
  isLaterFragment = false
  /** Length of the IP packet as its header says. */
  ipBytes = 0

  // ── transport
  srcPort = 0
  dstPort = 0
  tcpFlags = 0
  tcpSequence = 0
  tcpAcknowledgement = 0
  tcpWindow = 0
  /** From options, -1 = absent. */
  tcpWindowScale = -1
  tcpMss = -1
  /** Sender's clock of a SYN (RFC 7323), -1 = absent. */
  tcpTimestamp = -1
  /** Where the TCP options stand (fingerprints read them). */
  tcpOptionsStart = 0
  tcpOptionsBytes = 0
  icmpType = 0
  icmpCode = 0
  /** Transport payload as captured (protocols without ports: all that follows the IP header, ICMP header included), offset into `bytes`; after reassembly of fragments `payloadSource` is other memory. */
  payloadSource: Uint8Array = this.bytes
  payloadStart = 0
  payloadBytes = 0
  /** Payload length on the wire. */
  payloadWireBytes = 0

  // ── ARP (etherType 0x0806), RFC 826
  arpOperation = 0
  /** Addresses as u32, 0 = not given. */
  arpSenderIpv4 = 0
  arpTargetIpv4 = 0
  arpSenderMacHigh = -1
  arpSenderMacLow = 0

  /** Bits of `decode/oddities.ts`: what was odd about this packet (truncated, malformed, ...). */
  oddities = 0

  /** Remembers what a decoder may overwrite inside a tunnel; the frame's own fields stay. */
  copyHeadersFrom(other: Packet): void {
    this.srcMacHigh = other.srcMacHigh
    this.srcMacLow = other.srcMacLow
    this.dstMacHigh = other.dstMacHigh
    this.dstMacLow = other.dstMacLow
    this.vlan = other.vlan
    this.etherType = other.etherType
    this.tunnel = other.tunnel
    this.ipVersion = other.ipVersion
    for (let i = 0; i < 4; i++) {
      this.src[i] = other.src[i]
      this.dst[i] = other.dst[i]
    }
    this.ipProtocol = other.ipProtocol
    this.ttl = other.ttl
    this.dscp = other.dscp
    this.ecn = other.ecn
    this.ipId = other.ipId
    this.dontFragment = other.dontFragment
    this.isFragment = other.isFragment
    this.isLaterFragment = other.isLaterFragment
    this.ipBytes = other.ipBytes
    this.srcPort = other.srcPort
    this.dstPort = other.dstPort
    this.payloadSource = other.payloadSource
    this.payloadStart = other.payloadStart
    this.payloadBytes = other.payloadBytes
    this.payloadWireBytes = other.payloadWireBytes
  }
}
