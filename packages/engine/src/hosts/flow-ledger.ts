// What accounting keeps about each active flow, parallel to the flow table's rows: 74 bytes.
import { PACKET_SIZES } from "../groups/names.ts"

// Bits of `marks`. Locations take three bits each (addresses/location.ts).
export const LOCATION_A_SHIFT = 0
export const LOCATION_B_SHIFT = 3
export const LOCATION_MASK = 7
/** Either end has host details: packet sizes are counted per flow. */
export const DETAILED = 1 << 6
/** A was counted as the server. */
export const COUNTED_SWAPPED = 1 << 7
/** Bytes were counted under an application; later ones follow by difference. */
export const APP_COUNTED = 1 << 8
/** Its hosts know that it carries a risk. */
export const RISK_COUNTED = 1 << 9
/** Names of its metadata (HTTP, TLS, SSH) are counted. */
export const NAMES_COUNTED = 1 << 10

/** Its first harvest counted it as a flow of host lists. */
export const FLOW_COUNTED = 1 << 11
/** B answered: its MAC is its own. */
export const DEVICE_B_PROVEN = 1 << 12

export const SIZES_PER_FLOW = 2 * PACKET_SIZES
export const SIZE_PAIRS = PACKET_SIZES

export class FlowLedger {
  capacity = 0
  marks = new Uint16Array(0)
  /** Packets by size class since the last harvest: A's, then B's. */
  sizes = new Uint16Array(0)
  /** The same memory, two counters a word: mostly all are zero. */
  sizePairs = new Uint32Array(0)
  scoreA = new Uint16Array(0)
  scoreB = new Uint16Array(0)
  /** Score of the flow that its groups know. */
  scoreCounted = new Uint16Array(0)
  dnsQueries = new Uint16Array(0)
  dnsReplies = new Uint16Array(0)
  /** Rows of group tables plus one; 0 = none. */
  deviceA = new Uint32Array(0)
  deviceB = new Uint32Array(0)
  app = new Uint32Array(0)
  category = new Uint32Array(0)
  breed = new Uint32Array(0)
  /** Class of the first packet. */
  dscp = new Uint16Array(0)

  ensure(capacity: number): void {
    if (capacity <= this.capacity) return
    this.capacity = capacity
    for (const [name, column] of Object.entries(this)) {
      if (name === "sizePairs" || !(column instanceof Uint16Array || column instanceof Uint32Array)) continue
      const length = name === "sizes" ? capacity * SIZES_PER_FLOW : capacity
      const next = column instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length)
      next.set(column)
      Reflect.set(this, name, next)
    }
    this.sizePairs = new Uint32Array(this.sizes.buffer)
  }

  clear(flow: number): void {
    this.marks[flow] = 0
    const { sizePairs } = this
    for (let i = flow * SIZE_PAIRS; i < (flow + 1) * SIZE_PAIRS; i++) sizePairs[i] = 0
    this.scoreA[flow] = this.scoreB[flow] = this.scoreCounted[flow] = 0
    this.dnsQueries[flow] = this.dnsReplies[flow] = 0
    this.deviceA[flow] = this.deviceB[flow] = this.app[flow] = this.category[flow] = this.breed[flow] = this.dscp[flow] = 0
  }
}
