// Finds the row of a packet's flow: open addressing over the 5-tuple + VLAN, both directions in one row.
// Slots hold (row, hash) pairs; linear probing, load at most 1/2, deletion by shifting back (no tombstones), so a table
// that turns over for weeks stays as fast as a new one.
import type { Packet } from "../decode/packet.ts"
import { FLOW_LIVE } from "./flags.ts"
import { FlowColumns, KEY_WORDS } from "./flow-columns.ts"
import { flowHash } from "./flow-hash.ts"

const EMPTY = -1
const FIRST_CAPACITY = 1024
/** The row goes into 24 bits of the flow id. */
export const MAX_FLOWS = 1 << 24

export class FlowTable {
  readonly columns: FlowColumns
  readonly maxFlows: number
  /** Flows in the table. */
  live = 0
  /** Rows that were ever used: live and free ones lie below. */
  highWater = 0
  /** Of the last `find`: the packet goes the way of the flow's first packet. */
  fromA = true
  private hash = 0
  private readonly seed: number
  /** Pairs (row, hash). */
  private slots: Int32Array
  private slotMask: number
  private free: Int32Array
  private freeCount = 0

  constructor(maxFlows: number, seed: number) {
    this.maxFlows = Math.max(1, Math.min(maxFlows, MAX_FLOWS))
    this.seed = seed | 0
    const capacity = Math.min(this.maxFlows, FIRST_CAPACITY)
    this.columns = new FlowColumns(capacity)
    this.free = new Int32Array(capacity)
    this.slots = emptySlots(capacity)
    this.slotMask = this.slots.length / 2 - 1
  }

  get bytes(): number {
    return FlowColumns.bytesPerRow() * this.columns.capacity + this.slots.byteLength + this.free.byteLength
  }
  get isFull(): boolean {
    return this.live >= this.maxFlows
  }

  /** The row, or -1. */
  find(packet: Packet): number {
    const { src, dst, srcPort, dstPort, exporter } = packet
    const meta = (packet.vlan << 16) | (packet.ipVersion << 8) | packet.ipProtocol
    const hash = flowHash(src, 0, srcPort, dst, 0, dstPort, meta, this.seed ^ exporter)
    this.hash = hash
    const ports = ((srcPort << 16) | dstPort) >>> 0
    const turned = ((dstPort << 16) | srcPort) >>> 0
    const slots = this.slots
    const mask = this.slotMask
    const key = this.columns.key
    const src3 = src[3]
    const dst3 = dst[3]
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = slots[2 * slot]
      if (row === EMPTY) return -1
      if (slots[2 * slot + 1] !== hash) continue
      const at = row * KEY_WORDS
      if (key[at + 9] !== meta || key[at + 10] !== exporter) continue
      if (key[at + 3] === src3 && key[at + 7] === dst3 && key[at + 8] === ports && key[at] === src[0] && key[at + 1] === src[1]
        && key[at + 2] === src[2] && key[at + 4] === dst[0] && key[at + 5] === dst[1] && key[at + 6] === dst[2]) {
        this.fromA = true
        return row
      }
      if (key[at + 3] === dst3 && key[at + 7] === src3 && key[at + 8] === turned && key[at] === dst[0] && key[at + 1] === dst[1]
        && key[at + 2] === dst[2] && key[at + 4] === src[0] && key[at + 5] === src[1] && key[at + 6] === src[2]) {
        this.fromA = false
        return row
      }
    }
  }

  /** A row for the flow that the last `find` did not find: key and generation set, all else as it was left. -1 when full. */
  insert(packet: Packet): number {
    if (this.live >= this.maxFlows) return -1
    let row: number
    if (this.freeCount > 0) row = this.free[--this.freeCount]
    else {
      if (this.highWater === this.columns.capacity) this.grow()
      row = this.highWater++
    }
    const { key, generation } = this.columns
    const at = row * KEY_WORDS
    for (let i = 0; i < 4; i++) {
      key[at + i] = packet.src[i]
      key[at + 4 + i] = packet.dst[i]
    }
    key[at + 8] = (packet.srcPort << 16) | packet.dstPort
    key[at + 9] = (packet.vlan << 16) | (packet.ipVersion << 8) | packet.ipProtocol
    key[at + 10] = packet.exporter
    generation[row]++
    this.link(row, this.hash)
    this.live++
    this.fromA = true
    return row
  }

  /** Takes the row out; it is reused later. */
  remove(row: number): void {
    const { slots, slotMask: mask } = this
    let hole = this.hashOf(row) & mask
    while (slots[2 * hole] !== row) hole = (hole + 1) & mask
    for (let slot = (hole + 1) & mask; slots[2 * slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = slots[2 * slot + 1] & mask
      // It may move back only if the hole is not before its home.
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[2 * hole] = slots[2 * slot]
        slots[2 * hole + 1] = slots[2 * slot + 1]
        hole = slot
      }
    }
    slots[2 * hole] = EMPTY
    this.columns.flags[row] = 0
    this.columns.details[row] = undefined
    this.free[this.freeCount++] = row
    this.live--
  }

  private hashOf(row: number): number {
    const { key } = this.columns
    const at = row * KEY_WORDS
    const ports = key[at + 8]
    return flowHash(key, at, ports >>> 16, key, at + 4, ports & 0xffff, key[at + 9], this.seed ^ key[at + 10])
  }

  private link(row: number, hash: number): void {
    const { slots, slotMask: mask } = this
    let slot = hash & mask
    while (slots[2 * slot] !== EMPTY) slot = (slot + 1) & mask
    slots[2 * slot] = row
    slots[2 * slot + 1] = hash
  }

  private grow(): void {
    const capacity = Math.min(this.maxFlows, this.columns.capacity * 2)
    this.columns.grow(capacity)
    const free = new Int32Array(capacity)
    free.set(this.free.subarray(0, this.freeCount))
    this.free = free
    const old = this.slots
    this.slots = emptySlots(capacity)
    this.slotMask = this.slots.length / 2 - 1
    for (let slot = 0; slot < old.length; slot += 2) if (old[slot] !== EMPTY) this.link(old[slot], old[slot + 1])
  }

  /** Calls back for each live row; the callback may remove it. */
  forEachLive(visit: (row: number) => void): void {
    for (let row = 0; row < this.highWater; row++) if ((this.columns.flags[row] & FLOW_LIVE) !== 0) visit(row)
  }
}

function emptySlots(capacity: number): Int32Array {
  let slots = 16
  while (slots < capacity * 2) slots *= 2
  return new Int32Array(slots * 2).fill(EMPTY)
}
