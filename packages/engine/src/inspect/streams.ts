// TCP in order, one window per direction of an inspected flow (slot = 2 * record + direction). The packet itself is the window
// as long as nobody asked for more; then bytes are kept in a pooled buffer. Segments ahead of a hole wait in the same buffer at
// the place where they belong.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { LARGE_BUFFER_BYTES, StreamBuffers } from "./stream-buffers.ts"
import type { InspectionLimits } from "./limits.ts"

/** What `accept` did with a segment. */
export const IN_ORDER = 0
/** Seen before: nothing new. */
export const OLD = 1
/** Waits for the hole before it. */
export const HELD = 2
/** More than a window can hold. */
export const OVERFLOW = 3

const MAX_RANGES = 4

export class Streams {
  /** Sequence number of the next byte in order. */
  private readonly next: Uint32Array
  private readonly started: Uint8Array
  /** Buffer of the slot, -1 = none: the packet is the window. */
  private readonly buffer: Int32Array
  /** Bytes in order at the front of the buffer. */
  private readonly filled: Uint32Array
  private readonly heldFrom: Uint32Array
  private readonly heldTo: Uint32Array
  private readonly heldRanges: Uint8Array
  private readonly heldSegments: Uint8Array
  private readonly buffers: StreamBuffers
  private readonly maxHeldSegments: number
  holesGivenUp = 0
  segmentsHeld = 0
  overflows = 0

  constructor(records: number, limits: InspectionLimits) {
    const slots = 2 * records
    this.next = new Uint32Array(slots)
    this.started = new Uint8Array(slots)
    this.buffer = new Int32Array(slots).fill(-1)
    this.filled = new Uint32Array(slots)
    this.heldFrom = new Uint32Array(slots * MAX_RANGES)
    this.heldTo = new Uint32Array(slots * MAX_RANGES)
    this.heldRanges = new Uint8Array(slots)
    this.heldSegments = new Uint8Array(slots)
    this.buffers = new StreamBuffers(limits.maxSmallBuffers, limits.maxLargeBuffers)
    this.maxHeldSegments = limits.maxHeldSegments
  }

  get buffersInUse(): number {
    return this.buffers.inUse
  }
  get buffersRefused(): number {
    return this.buffers.refused
  }

  hasStarted(slot: number): boolean {
    return this.started[slot] === 1
  }
  start(slot: number, sequence: number): void {
    this.started[slot] = 1
    this.next[slot] = sequence
  }
  /** Something of this direction is kept: its front, or segments behind a hole. */
  hasKept(slot: number): boolean {
    return this.buffer[slot] >= 0 && this.filled[slot] > 0
  }
  hasHeld(slot: number): boolean {
    return this.heldRanges[slot] > 0
  }

  /**
   * Takes a segment. IN_ORDER: `payload` shows its new bytes and `stream` all that is in order.
   * HELD with the held-back limit reached: the caller may give the hole up by `skipHole`.
   */
  accept(slot: number, sequence: number, bytes: Uint8Array, start: number, length: number, payload: ByteWindow, stream: ByteWindow): number {
    let ahead = (sequence - this.next[slot]) | 0
    if (ahead < 0) {
      if (ahead + length <= 0) return OLD
      start -= ahead
      length += ahead
      ahead = 0
    }
    if (ahead > 0) return this.hold(slot, ahead, bytes, start, length)
    payload.set(bytes, start, length)
    this.next[slot] = (this.next[slot] + length) >>> 0
    const buffer = this.buffer[slot]
    if (buffer < 0) {
      stream.set(bytes, start, length)
      return IN_ORDER
    }
    const at = this.filled[slot]
    if (!this.store(slot, at, bytes, start, length)) {
      this.overflows++
      return OVERFLOW
    }
    this.filled[slot] = at + length
    this.joinHeld(slot)
    stream.set(this.buffers.bytes(this.buffer[slot]), 0, this.filled[slot])
    return IN_ORDER
  }

  /** The capture lost (or cut off) what comes next: the window goes on behind the hole. False: nothing waits there. */
  skipHole(slot: number, payload: ByteWindow, stream: ByteWindow): boolean {
    if (this.heldRanges[slot] === 0) return false
    this.holesGivenUp++
    let first = 0
    const base = slot * MAX_RANGES
    for (let range = 1; range < this.heldRanges[slot]; range++) {
      if (this.heldFrom[base + range] < this.heldFrom[base + first]) first = range
    }
    const from = this.heldFrom[base + first]
    this.next[slot] = (this.next[slot] + from - this.filled[slot]) >>> 0
    this.shift(slot, from)
    this.filled[slot] = 0
    this.joinHeld(slot)
    stream.set(this.buffers.bytes(this.buffer[slot]), 0, this.filled[slot])
    payload.set(stream.bytes, stream.start, stream.length)
    return true
  }

  /** Bytes that the snaplen cut off, or that were not kept: the stream goes on behind them. */
  skipBytes(slot: number, length: number): void {
    this.drop(slot)
    this.next[slot] = (this.next[slot] + length) >>> 0
  }

  /** Shows what is kept in order. */
  show(slot: number, stream: ByteWindow): void {
    const buffer = this.buffer[slot]
    if (buffer < 0) stream.set(EMPTY, 0, 0)
    else stream.set(this.buffers.bytes(buffer), 0, this.filled[slot])
  }

  /** After the dissectors looked: keeps what `stream` still shows. False: no memory for it. */
  keep(slot: number, stream: ByteWindow): boolean {
    const buffer = this.buffer[slot]
    if (buffer < 0) {
      if (stream.length === 0) return true
      const taken = this.buffers.take(stream.length)
      if (taken < 0) return false
      this.buffers.bytes(taken).set(stream.bytes.subarray(stream.start, stream.start + stream.length))
      this.buffer[slot] = taken
      this.filled[slot] = stream.length
      return true
    }
    const consumed = this.filled[slot] - stream.length
    if (stream.length === 0 && this.heldRanges[slot] === 0) this.drop(slot)
    else if (consumed > 0) {
      this.shift(slot, consumed)
      this.filled[slot] = stream.length
    }
    return true
  }

  /** Forgets what is kept; the position stays. */
  drop(slot: number): void {
    const buffer = this.buffer[slot]
    if (buffer >= 0) this.buffers.give(buffer)
    this.buffer[slot] = -1
    this.filled[slot] = 0
    this.heldRanges[slot] = 0
    this.heldSegments[slot] = 0
  }

  release(slot: number): void {
    this.drop(slot)
    this.started[slot] = 0
  }

  private hold(slot: number, ahead: number, bytes: Uint8Array, start: number, length: number): number {
    const from = this.filled[slot] + ahead
    const to = from + length
    const range = this.rangeEndingAt(slot, from)
    const room = range >= 0 || this.heldRanges[slot] < MAX_RANGES
    if (!room || to > LARGE_BUFFER_BYTES || this.heldSegments[slot] >= this.maxHeldSegments) return OVERFLOW
    if (!this.store(slot, from, bytes, start, length)) return OVERFLOW
    const base = slot * MAX_RANGES
    if (range >= 0) this.heldTo[base + range] = to
    else {
      this.heldFrom[base + this.heldRanges[slot]] = from
      this.heldTo[base + this.heldRanges[slot]] = to
      this.heldRanges[slot]++
    }
    this.heldSegments[slot]++
    this.segmentsHeld++
    return HELD
  }

  private rangeEndingAt(slot: number, at: number): number {
    for (let range = 0; range < this.heldRanges[slot]; range++) if (this.heldTo[slot * MAX_RANGES + range] === at) return range
    return -1
  }

  /** Copies into the slot's buffer, which is made or made larger as needed. */
  private store(slot: number, at: number, bytes: Uint8Array, start: number, length: number): boolean {
    const needed = at + length
    const old = this.buffer[slot]
    if (old < 0 || this.buffers.bytes(old).length < needed) {
      const taken = this.buffers.take(needed)
      if (taken < 0) return false
      if (old >= 0) {
        this.buffers.bytes(taken).set(this.buffers.bytes(old))
        this.buffers.give(old)
      }
      this.buffer[slot] = taken
    }
    const memory = this.buffers.bytes(this.buffer[slot])
    // A short copy by hand beats the view that `set` needs.
    if (length < 64) for (let i = 0; i < length; i++) memory[at + i] = bytes[start + i]
    else memory.set(bytes.subarray(start, start + length), at)
    return true
  }

  /** Ranges that now touch the front become part of it. At most MAX_RANGES rounds. */
  private joinHeld(slot: number): void {
    const base = slot * MAX_RANGES
    for (let range = 0; range < this.heldRanges[slot]; ) {
      if (this.heldFrom[base + range] > this.filled[slot]) {
        range++
        continue
      }
      const grown = this.heldTo[base + range] - this.filled[slot]
      if (grown > 0) {
        this.filled[slot] += grown
        this.next[slot] = (this.next[slot] + grown) >>> 0
      }
      const last = --this.heldRanges[slot]
      this.heldFrom[base + range] = this.heldFrom[base + last]
      this.heldTo[base + range] = this.heldTo[base + last]
      range = 0
    }
    if (this.heldRanges[slot] === 0) this.heldSegments[slot] = 0
  }

  private shift(slot: number, bytes: number): void {
    const base = slot * MAX_RANGES
    let end = this.filled[slot]
    for (let range = 0; range < this.heldRanges[slot]; range++) {
      end = Math.max(end, this.heldTo[base + range])
      this.heldFrom[base + range] -= bytes
      this.heldTo[base + range] -= bytes
    }
    this.buffers.bytes(this.buffer[slot]).copyWithin(0, bytes, end)
  }
}

const EMPTY = new Uint8Array(0)
