// The first packets of young flows, as the inspector sees them, in a ring of fixed size: the oldest make room for new ones. Kept so
// that a person who doubts an application can look at what it was judged by, and report it.
import type { Packet } from "../decode/packet.ts"

/** Packets of one flow; inspection rarely needs as many. */
const MOST_PACKETS_PER_FLOW = 24
/** Bytes of one packet's payload: whole frames, and the beginning of what a network card has merged. */
const MOST_PAYLOAD_BYTES = 2048
const MEAN_PACKET_BYTES = 256
const IP_TCP = 6
const SMALL_PIECE_BYTES = 160

/** One kept packet: what the rebuilt one is made of (rebuild-packet.ts). */
export interface KeptPacket {
  readonly timestampUs: number
  /** Sent by the end that opened the flow as far as its first packet tells. */
  readonly fromA: boolean
  readonly ttl: number
  readonly tcpFlags: number
  readonly tcpSequence: number
  readonly tcpAcknowledgement: number
  readonly tcpWindow: number
  readonly tcpOptions: Uint8Array
  readonly payload: Uint8Array
  readonly payloadWireBytes: number
}

export class FirstPackets {
  private readonly ring: Uint8Array
  private readonly slots: number
  private readonly flow: Int32Array
  private readonly generation: Uint32Array
  private readonly timestampUs: Float64Array
  private readonly start: Uint32Array
  /** Side << 31 | TTL << 16 | TCP flags << 8 | bytes of TCP options. */
  private readonly packed: Uint32Array
  private readonly payloadBytes: Uint16Array
  private readonly wireBytes: Uint32Array
  private readonly sequence: Uint32Array
  private readonly acknowledgement: Uint32Array
  private readonly window: Uint16Array
  /** Packets kept by flow row. */
  private kept: Uint8Array
  private oldest = 0
  private used = 0
  private writeAt = 0
  private source: Uint8Array
  private sourceView: DataView
  private readonly ringView: DataView
  /** Packets that made room for newer ones. */
  evicted = 0

  constructor(bytes: number, flowCapacity: number) {
    this.ring = new Uint8Array(bytes)
    this.ringView = new DataView(this.ring.buffer)
    this.source = this.ring
    this.sourceView = this.ringView
    this.slots = Math.ceil(bytes / MEAN_PACKET_BYTES)
    this.flow = new Int32Array(this.slots)
    this.generation = new Uint32Array(this.slots)
    this.timestampUs = new Float64Array(this.slots)
    this.start = new Uint32Array(this.slots)
    this.packed = new Uint32Array(this.slots)
    this.payloadBytes = new Uint16Array(this.slots)
    this.wireBytes = new Uint32Array(this.slots)
    this.sequence = new Uint32Array(this.slots)
    this.acknowledgement = new Uint32Array(this.slots)
    this.window = new Uint16Array(this.slots)
    this.kept = new Uint8Array(flowCapacity)
  }

  get packets(): number {
    return this.used
  }
  get limit(): number {
    return this.slots
  }

  /** A row is used for a new flow. */
  begin(flow: number, capacity: number): void {
    if (flow >= this.kept.length) {
      const { kept } = this
      this.kept = new Uint8Array(capacity)
      this.kept.set(kept)
    }
    this.kept[flow] = 0
  }

  keep(flow: number, generation: number, packet: Packet, fromA: boolean): void {
    if (this.kept[flow] >= MOST_PACKETS_PER_FLOW) return
    this.kept[flow]++
    const options = packet.ipProtocol === IP_TCP ? packet.tcpOptionsBytes : 0
    const payload = Math.min(packet.payloadBytes, MOST_PAYLOAD_BYTES)
    const at = this.makeRoom(options + payload + 1) // a packet without bytes has a place, too
    if (at < 0) return
    const slot = (this.oldest + this.used++) % this.slots
    this.flow[slot] = flow
    this.generation[slot] = generation
    this.timestampUs[slot] = packet.timestampUs
    this.start[slot] = at
    this.packed[slot] = ((fromA ? 0x8000_0000 : 0) | (packet.ttl << 16) | (packet.tcpFlags << 8) | options) >>> 0
    this.payloadBytes[slot] = payload
    this.wireBytes[slot] = packet.payloadWireBytes
    this.sequence[slot] = packet.tcpSequence
    this.acknowledgement[slot] = packet.tcpAcknowledgement
    this.window[slot] = packet.tcpWindow
    if (this.source !== packet.payloadSource) {
      this.source = packet.payloadSource
      this.sourceView = new DataView(this.source.buffer, this.source.byteOffset, this.source.byteLength)
    }
    if (options > 0) this.copy(packet.tcpOptionsStart, at, options)
    this.copy(packet.payloadStart, at + options, payload)
    this.writeAt = at + options + payload + 1
  }

  /** The flow's packets in the order in which they came; empty when none is kept any more. */
  of(flow: number, generation: number): KeptPacket[] {
    const found: KeptPacket[] = []
    for (let i = 0; i < this.used; i++) {
      const slot = (this.oldest + i) % this.slots
      if (this.flow[slot] === flow && this.generation[slot] === generation) found.push(this.read(slot))
    }
    return found
  }

  /** Were the flow's packets kept from its first one on? */
  hasAllOf(flow: number, found: readonly KeptPacket[]): boolean {
    return found.length === this.kept[flow]
  }

  private read(slot: number): KeptPacket {
    const packed = this.packed[slot]
    const optionsAt = this.start[slot]
    const payloadAt = optionsAt + (packed & 0xff)
    return {
      timestampUs: this.timestampUs[slot], fromA: packed >>> 31 === 1, ttl: (packed >>> 16) & 0xff, tcpFlags: (packed >>> 8) & 0xff,
      tcpSequence: this.sequence[slot], tcpAcknowledgement: this.acknowledgement[slot], tcpWindow: this.window[slot],
      tcpOptions: this.ring.slice(optionsAt, payloadAt), payload: this.ring.slice(payloadAt, payloadAt + this.payloadBytes[slot]),
      payloadWireBytes: this.wireBytes[slot],
    }
  }

  /** Where so many bytes fit in one piece; the oldest packets go. -1: they never fit. */
  private makeRoom(bytes: number): number {
    if (bytes > this.ring.length) return -1
    let at = this.writeAt
    if (at + bytes > this.ring.length) {
      // What lies between here and the end is older than what lies at the beginning.
      while (this.used > 0 && this.start[this.oldest] >= at) this.dropOldest()
      at = 0
    }
    const end = at + bytes
    while (this.used > 0 && (this.used === this.slots || (this.start[this.oldest] >= at && this.start[this.oldest] < end))) this.dropOldest()
    return at
  }

  private dropOldest(): void {
    this.oldest = (this.oldest + 1) % this.slots
    this.used--
    this.evicted++
  }

  /** A large piece is worth the view that is made for it: with words alone keeping took a fifth of the engine's time on corpus/demo.pcap, so it is lost in the noise. */
  private copy(from: number, to: number, bytes: number): void {
    const { source, sourceView, ring, ringView } = this
    if (bytes >= SMALL_PIECE_BYTES) return ring.set(source.subarray(from, from + bytes), to)
    const words = bytes & ~3
    for (let i = 0; i < words; i += 4) ringView.setUint32(to + i, sourceView.getUint32(from + i))
    for (let i = words; i < bytes; i++) ring[to + i] = source[from + i]
  }
}
