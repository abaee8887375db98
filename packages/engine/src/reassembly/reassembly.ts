// Fragments of IPv4 (RFC 791, RFC 815) and IPv6 (RFC 8200 section 4.5, RFC 5722) datagrams, kept until each is whole.
// All frames of a datagram are counted at once, when it is whole or given up, so that they land in the flow of its ports.
//
// Bounds: `maxDatagrams` datagrams, `maxBytes` of buffers, MAX_RANGES pieces per datagram, `timeoutUs` of packet time.
// Policy: the oldest datagram is given up. Whatever is given up is counted and still goes to a flow, incomplete.
import { ODD_FRAGMENT_OVERLAP, ODD_IP_LENGTH } from "../decode/oddities.ts"
import type { Packet } from "../decode/packet.ts"

export const INCOMPLETE = 0
export const COMPLETE = 1

/** Disjoint pieces of one datagram at a time; honest senders make two or three (they send in order). */
const MAX_RANGES = 64
const MAX_DATAGRAM_BYTES = 65_535
const SMALLEST_BUFFER = 2048
const NEVER_CUT = 0x7fffffff

export interface ReassemblyLimits {
  readonly maxDatagrams: number
  readonly maxBytes: number
  readonly timeoutUs: number
}
export const defaultReassemblyLimits: ReassemblyLimits = { maxDatagrams: 2048, maxBytes: 16 << 20, timeoutUs: 30e6 }

interface Datagram {
  hash: number
  /** Headers of the first frame that came. */
  readonly headers: PacketHeaders
  id: number
  protocol: number
  createdUs: number
  lastUs: number
  frames: number
  wireBytes: number
  /** Of the frame with the first fragment; 0 = it has not come. */
  firstWireBytes: number
  firstTimestampUs: number
  capturedBytes: number
  oddities: number
  buffer: Uint8Array
  /** Flat [start, end, start, end, ...], sorted, disjoint, not touching. */
  ranges: number[]
  /** Known once the last fragment came, else -1. */
  totalBytes: number
  /** Where the first byte is missing because the snaplen cut a frame. */
  cutAt: number
  isBad: boolean
  next: Datagram | null
  previous: Datagram | null
}

/** What a flow needs of a packet beside its counters. */
interface PacketHeaders {
  readonly src: Uint32Array
  readonly dst: Uint32Array
  ipVersion: number
  vlan: number
  tunnel: number
  etherType: number
  ttl: number
  dscp: number
  ecn: number
  linkType: number
  srcMacHigh: number
  srcMacLow: number
  dstMacHigh: number
  dstMacLow: number
}

export class Reassembly {
  // ── the datagram that `add` completed, or that `takeGivenUp` took; valid until the next frame is decoded
  buffer: Uint8Array = new Uint8Array(0)
  /** Bytes that are really there, from the start of the datagram's payload. */
  capturedEnd = 0
  wireEnd = 0
  frames = 0
  wireBytes = 0
  oddities = 0
  /** Of its first fragment alone. */
  firstWireBytes = 0
  firstTimestampUs = 0

  /** Frames that belong to datagrams which are not counted in a flow yet. */
  heldFrames = 0
  readonly counters = { completed: 0, timedOut: 0, evicted: 0, overlapping: 0, duplicates: 0 }
  private readonly limits: ReassemblyLimits
  private readonly hashSeed: number
  private readonly byHash = new Map<number, Datagram[]>()
  private oldest: Datagram | null = null
  private newest: Datagram | null = null
  private count = 0
  private bufferBytes = 0
  private readonly givenUp: Datagram[] = []
  private readonly spare: Datagram[] = []
  /** Its buffer is being read; free from the next frame on. */
  private readonly finished: Datagram[] = []

  constructor(limits: ReassemblyLimits, hashSeed: number) {
    this.limits = limits
    this.hashSeed = hashSeed
  }

  get used(): number {
    return this.count
  }
  get limit(): number {
    return this.limits.maxDatagrams
  }
  get givenUpCount(): number {
    return this.givenUp.length
  }

  /** Called before each frame: the memory of what the last frame completed is free now. */
  recycle(): void {
    if (this.finished.length === 0) return
    for (const datagram of this.finished) if (this.spare.length < 64) this.spare.push(datagram)
    this.finished.length = 0
  }

  /** Takes one fragment: `packet` has its IP header, the bytes are what follows it (offset in bytes). */
  add(packet: Packet, id: number, offset: number, hasMore: boolean, bytes: Uint8Array, at: number, end: number, wireEnd: number): typeof INCOMPLETE | typeof COMPLETE {
    const hash = this.hashOf(packet, id)
    let datagram = this.find(hash, packet, id)
    if (datagram !== null && Math.abs(packet.timestampUs - datagram.createdUs) > this.limits.timeoutUs) {
      this.giveUp(datagram) // the id came round again
      this.counters.timedOut++
      datagram = null
    }
    datagram ??= this.open(hash, packet, id)
    datagram.frames += packet.frames
    datagram.wireBytes += packet.wireBytes
    datagram.capturedBytes += packet.capturedBytes
    datagram.lastUs = packet.timestampUs
    datagram.oddities |= packet.oddities
    this.heldFrames += packet.frames
    // An IPv6 datagram's own protocol is in its first fragment; the others repeat it, but only the first counts (RFC 8200).
    if (offset === 0 && datagram.firstWireBytes === 0) {
      datagram.protocol = packet.ipProtocol
      datagram.firstWireBytes = packet.wireBytes
      datagram.firstTimestampUs = packet.timestampUs
    }
    if (!datagram.isBad) this.insert(datagram, offset, hasMore, bytes, at, end, wireEnd)
    const { ranges, totalBytes } = datagram
    if (datagram.isBad || totalBytes < 0 || ranges.length !== 2 || ranges[0] !== 0 || ranges[1] !== totalBytes) {
      this.makeRoom(datagram)
      return INCOMPLETE
    }
    this.counters.completed++
    this.remove(datagram)
    this.expose(datagram)
    packet.ipProtocol = datagram.protocol
    this.wireEnd = totalBytes
    this.capturedEnd = Math.min(totalBytes, datagram.cutAt)
    return COMPLETE
  }

  /** Gives up what is older than the time-out (`Infinity`: everything). */
  expire(nowUs: number): void {
    while (this.oldest !== null && Math.abs(nowUs - this.oldest.createdUs) > this.limits.timeoutUs) {
      this.giveUp(this.oldest)
      this.counters.timedOut++
    }
  }

  /** Moves one given-up datagram into `packet` and the fields above. */
  takeGivenUp(packet: Packet): void {
    const datagram = this.givenUp.pop()
    if (datagram === undefined) return
    copyHeaders(packet, datagram.headers)
    packet.timestampUs = datagram.lastUs
    packet.capturedBytes = datagram.capturedBytes
    packet.ipProtocol = datagram.protocol
    packet.ipId = datagram.id
    this.expose(datagram)
    const { ranges } = datagram
    const prefix = ranges.length > 0 && ranges[0] === 0 ? ranges[1] : 0
    this.capturedEnd = Math.min(prefix, datagram.cutAt)
    this.wireEnd = this.capturedEnd
  }

  private expose(datagram: Datagram): void {
    this.heldFrames -= datagram.frames
    this.buffer = datagram.buffer
    this.frames = datagram.frames
    this.wireBytes = datagram.wireBytes
    this.firstWireBytes = datagram.firstWireBytes
    this.firstTimestampUs = datagram.firstTimestampUs
    this.oddities = datagram.oddities
    this.finished.push(datagram)
  }

  private insert(datagram: Datagram, offset: number, hasMore: boolean, bytes: Uint8Array, at: number, end: number, wireEnd: number): void {
    const length = wireEnd - at
    const stop = offset + length
    // All but the last carry whole units of 8 bytes; nothing may reach beyond 64 kB ("ping of death"), nor beyond the end.
    if (stop > MAX_DATAGRAM_BYTES || (hasMore && (length & 7) !== 0) || length <= 0) {
      this.spoil(datagram, ODD_IP_LENGTH)
      if (offset !== 0 || length <= 0 || stop > MAX_DATAGRAM_BYTES || datagram.ranges.length > 0) return
      datagram.ranges.push(0, stop) // its ports still say whose flow it is
      return this.store(datagram, 0, stop, bytes, at, end)
    }
    if (!hasMore) {
      if (datagram.totalBytes >= 0 && datagram.totalBytes !== stop) return this.spoil(datagram, ODD_FRAGMENT_OVERLAP)
      datagram.totalBytes = stop
    }
    const { ranges } = datagram
    if (datagram.totalBytes >= 0 && (stop > datagram.totalBytes || (ranges.length > 0 && ranges[ranges.length - 1] > datagram.totalBytes)))
      return this.spoil(datagram, ODD_FRAGMENT_OVERLAP)
    let i = 0
    while (i < ranges.length && ranges[i + 1] < offset) i += 2
    const touchesBefore = i < ranges.length && ranges[i + 1] === offset
    const next = touchesBefore ? i + 2 : i
    if (next < ranges.length && ranges[next] < stop) {
      if (this.isDuplicate(datagram, ranges[next], ranges[next + 1], offset, stop, bytes, at, end)) return
      return this.spoil(datagram, ODD_FRAGMENT_OVERLAP)
    }
    if (touchesBefore && next < ranges.length && ranges[next] === stop) {
      ranges[i + 1] = ranges[next + 1]
      ranges.splice(next, 2)
    } else if (touchesBefore) ranges[i + 1] = stop
    else if (next < ranges.length && ranges[next] === stop) ranges[next] = offset
    else if (ranges.length >= 2 * MAX_RANGES) return this.spoil(datagram, 0)
    else ranges.splice(i, 0, offset, stop)
    this.store(datagram, offset, stop, bytes, at, end)
  }

  /** The same bytes again are a copy on the path, not an attack. */
  private isDuplicate(datagram: Datagram, rangeStart: number, rangeEnd: number, offset: number, stop: number, bytes: Uint8Array, at: number, end: number): boolean {
    if (offset < rangeStart || stop > rangeEnd) return false
    const captured = end - at
    for (let i = 0; i < captured; i++) if (datagram.buffer[offset + i] !== bytes[at + i]) return false
    this.counters.duplicates++
    return true
  }

  private store(datagram: Datagram, offset: number, stop: number, bytes: Uint8Array, at: number, end: number): void {
    if (datagram.buffer.length < stop) {
      let size = Math.max(SMALLEST_BUFFER, datagram.buffer.length)
      while (size < stop) size *= 2
      const buffer = new Uint8Array(size)
      buffer.set(datagram.buffer)
      this.bufferBytes += size - datagram.buffer.length
      datagram.buffer = buffer
    }
    const captured = end - at
    const target = datagram.buffer
    for (let i = 0; i < captured; i++) target[offset + i] = bytes[at + i]
    if (offset + captured < stop) datagram.cutAt = Math.min(datagram.cutAt, offset + captured)
  }

  private spoil(datagram: Datagram, oddity: number): void {
    datagram.isBad = true
    datagram.oddities |= oddity
    if (oddity === ODD_FRAGMENT_OVERLAP) this.counters.overlapping++
  }

  private makeRoom(keep: Datagram): void {
    while ((this.count > this.limits.maxDatagrams || this.bufferBytes > this.limits.maxBytes) && this.oldest !== null && this.oldest !== keep) {
      this.giveUp(this.oldest)
      this.counters.evicted++
    }
  }

  private hashOf(packet: Packet, id: number): number {
    let hash = this.hashSeed ^ id
    for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ packet.src[i], 0x9e3779b1) ^ (hash >>> 15)
    for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ packet.dst[i], 0x85ebca6b) ^ (hash >>> 13)
    return (Math.imul(hash, 0xc2b2ae35) ^ (hash >>> 16)) & 0xffff
  }

  private find(hash: number, packet: Packet, id: number): Datagram | null {
    const bucket = this.byHash.get(hash)
    if (bucket === undefined) return null
    for (const datagram of bucket) {
      const { headers } = datagram
      if (datagram.id === id && headers.ipVersion === packet.ipVersion && headers.vlan === packet.vlan
        && (packet.ipVersion === 6 || datagram.protocol === packet.ipProtocol)
        && sameWords(headers.src, packet.src) && sameWords(headers.dst, packet.dst)) return datagram
    }
    return null
  }

  private open(hash: number, packet: Packet, id: number): Datagram {
    const datagram = this.spare.pop() ?? emptyDatagram()
    datagram.hash = hash
    datagram.id = id
    datagram.protocol = packet.ipProtocol
    datagram.createdUs = packet.timestampUs
    datagram.frames = 0
    datagram.wireBytes = 0
    datagram.firstWireBytes = 0
    datagram.firstTimestampUs = 0
    datagram.capturedBytes = 0
    datagram.oddities = 0
    datagram.ranges.length = 0
    datagram.totalBytes = -1
    datagram.cutAt = NEVER_CUT
    datagram.isBad = false
    datagram.headers.src.set(packet.src)
    datagram.headers.dst.set(packet.dst)
    rememberHeaders(datagram.headers, packet)
    const bucket = this.byHash.get(hash)
    if (bucket === undefined) this.byHash.set(hash, [datagram])
    else bucket.push(datagram)
    datagram.previous = this.newest
    datagram.next = null
    if (this.newest === null) this.oldest = datagram
    else this.newest.next = datagram
    this.newest = datagram
    this.count++
    this.bufferBytes += datagram.buffer.length
    return datagram
  }

  private remove(datagram: Datagram): void {
    const bucket = this.byHash.get(datagram.hash)
    if (bucket !== undefined) {
      bucket.splice(bucket.indexOf(datagram), 1)
      if (bucket.length === 0) this.byHash.delete(datagram.hash)
    }
    if (datagram.previous === null) this.oldest = datagram.next
    else datagram.previous.next = datagram.next
    if (datagram.next === null) this.newest = datagram.previous
    else datagram.next.previous = datagram.previous
    this.count--
    this.bufferBytes -= datagram.buffer.length
  }

  private giveUp(datagram: Datagram): void {
    this.remove(datagram)
    this.givenUp.push(datagram)
  }
}

function sameWords(a: Uint32Array, b: Uint32Array): boolean {
  return a[3] === b[3] && a[2] === b[2] && a[1] === b[1] && a[0] === b[0]
}

function emptyDatagram(): Datagram {
  return {
    hash: 0, id: 0, protocol: 0, createdUs: 0, lastUs: 0, frames: 0, wireBytes: 0, firstWireBytes: 0, firstTimestampUs: 0, capturedBytes: 0, oddities: 0,
    buffer: new Uint8Array(SMALLEST_BUFFER), ranges: [], totalBytes: -1, cutAt: NEVER_CUT, isBad: false, next: null, previous: null,
    headers: {
      src: new Uint32Array(4), dst: new Uint32Array(4), ipVersion: 0, vlan: 0, tunnel: 0, etherType: 0, ttl: 0, dscp: 0, ecn: 0,
      linkType: 0, srcMacHigh: -1, srcMacLow: 0, dstMacHigh: -1, dstMacLow: 0,
    },
  }
}

function rememberHeaders(headers: PacketHeaders, packet: Packet): void {
  headers.ipVersion = packet.ipVersion
  headers.vlan = packet.vlan
  headers.tunnel = packet.tunnel
  headers.etherType = packet.etherType
  headers.ttl = packet.ttl
  headers.dscp = packet.dscp
  headers.ecn = packet.ecn
  headers.linkType = packet.linkType
  headers.srcMacHigh = packet.srcMacHigh
  headers.srcMacLow = packet.srcMacLow
  headers.dstMacHigh = packet.dstMacHigh
  headers.dstMacLow = packet.dstMacLow
}

function copyHeaders(packet: Packet, headers: PacketHeaders): void {
  packet.src.set(headers.src)
  packet.dst.set(headers.dst)
  packet.ipVersion = headers.ipVersion
  packet.vlan = headers.vlan
  packet.tunnel = headers.tunnel
  packet.etherType = headers.etherType
  packet.ttl = headers.ttl
  packet.dscp = headers.dscp
  packet.ecn = headers.ecn
  packet.linkType = headers.linkType
  packet.srcMacHigh = headers.srcMacHigh
  packet.srcMacLow = headers.srcMacLow
  packet.dstMacHigh = headers.dstMacHigh
  packet.dstMacLow = headers.dstMacLow
}
