// RTP streams of all flows: typed arrays, a row per stream, for as long as the flow lives. Per packet: sequence gaps (RFC 3550 appendix
// A.1) and the interarrival jitter (section 6.4.1, A.8); nothing is allocated once a stream has begun.
import { estimatedClock, VIDEO_CLOCK_HZ } from "./rtp-codecs.ts"
import { AUDIO, VIDEO } from "./media-framing.ts"

/** RFC 3550 appendix A.1: larger steps are no loss. */
const MAX_DROPOUT = 3000
const MAX_MISORDER = 100
/** A packet that comes so much earlier or later than its timestamp says is no late one: the sender's clock was set anew. */
const MAX_CLOCK_STEP_MS = 1000
/** So many packets tell the clock rate of a type that nobody described, and no more are tried. */
const CLOCK_PROOF_PACKETS = 12
const MIN_OTHER_RUN = 8
const CLOCK_LAST_TRY_PACKETS = 500

export class MediaStreams {
  capacity = 0
  /** The next stream of the same flow, or of the free list; -1 = none. */
  next = new Int32Array(0)
  fromA = new Uint8Array(0)
  /** Whose stream it is; -1 = nobody's any more. */
  flow = new Int32Array(0)
  ssrc = new Uint32Array(0)
  payloadType = new Uint8Array(0)
  /** Index into `mediaKinds`. */
  kind = new Uint8Array(0)
  clockHz = new Uint32Array(0)
  packets = new Uint32Array(0)
  firstSequence = new Int32Array(0)
  /** Goes on counting where the 16 bits wrap. */
  highestSequence = new Int32Array(0)
  jitterMs = new Float64Array(0)
  /** Of the packet before: jitter compares neighbours, so the timestamp's 32 bits may wrap as often as they like. */
  lastTimestamp = new Uint32Array(0)
  lastUs = new Float64Array(0)
  /** There is a packet to compare with. */
  hasLast = new Uint8Array(0)
  firstTimestamp = new Uint32Array(0)
  firstUs = new Float64Array(0)
  /** What the receiver told of it over RTCP; `reports` 0 = nothing. */
  reports = new Uint32Array(0)
  toldLossRatio = new Float32Array(0)
  toldLost = new Int32Array(0)
  toldJitterTicks = new Uint32Array(0)
  /** Between here and its receiver and back; 0 = not known. */
  rttUs = new Uint32Array(0)
  /** Packets in a row of another type with numbers of their own, and the latest of those. */
  otherRun = new Uint8Array(0)
  otherSequence = new Uint16Array(0)
  codec: (string | undefined)[] = []

  private free = -1
  private used = 0
  private readonly limit: number
  inUse = 0
  /** Packets of streams that found no row. */
  refused = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** A new row, or -1 when all are taken. */
  take(): number {
    let row = this.free
    if (row >= 0) this.free = this.next[row]
    else if (this.used < this.limit) {
      if (this.used === this.capacity) this.grow(Math.min(this.limit, Math.max(64, this.capacity * 2)))
      row = this.used++
    } else {
      this.refused++
      return -1
    }
    this.inUse++
    this.next[row] = -1
    this.packets[row] = this.reports[row] = this.rttUs[row] = 0
    this.jitterMs[row] = 0
    this.hasLast[row] = this.otherRun[row] = 0
    this.codec[row] = undefined
    return row
  }

  give(row: number): void {
    this.next[row] = this.free
    this.free = row
    this.flow[row] = -1
    this.codec[row] = undefined
    this.inUse--
  }

  /** False: it is of another type and not counted; `isAnother` tells whether the stream has become that. */
  count(row: number, sequence: number, timestamp: number, nowUs: number, type: number): boolean {
    if (this.packets[row] === 0) this.begin(row, sequence, sequence, timestamp, nowUs)
    let ahead = ((sequence - this.highestSequence[row]) << 16) >> 16
    const distance = ahead < 0 ? -ahead : ahead
    if (distance > MAX_MISORDER && type !== this.payloadType[row]) {
      // A companion with numbers of its own (Zoom's error correction), or the sender has changed to another codec and begins anew.
      this.otherRun[row] = this.otherRun[row] > 0 && sequence === ((this.otherSequence[row] + 1) & 0xffff) ? Math.min(this.otherRun[row] + 1, 255) : 1
      this.otherSequence[row] = sequence
      return false
    }
    if (type === this.payloadType[row]) this.otherRun[row] = 0
    // Fax and hold: the sender goes on with the same source, but with other numbers and another clock. An outage keeps the clock.
    if (distance > MAX_DROPOUT || (distance > MAX_MISORDER && this.clockStepMs(row, timestamp, nowUs) > MAX_CLOCK_STEP_MS)) {
      // The sender began anew: what lies between was never sent.
      this.beginAnew(row, sequence, timestamp, nowUs)
      ahead = 1
    }
    // A duplicate is no new packet; one that comes late fills its gap.
    if (ahead === 0 && this.packets[row] > 0) return true
    this.packets[row]++
    if (ahead > 0) this.highestSequence[row] += ahead
    if (this.clockHz[row] === 0 && this.packets[row] >= CLOCK_PROOF_PACKETS && this.packets[row] < CLOCK_LAST_TRY_PACKETS) this.findClock(row, timestamp, nowUs)
    if (this.clockHz[row] > 0 && type === this.payloadType[row]) this.takeJitter(row, timestamp, nowUs)
    return true
  }

  /** So many packets of another type, none of its own between: the stream is of that type now. */
  isAnother(row: number): boolean {
    return this.otherRun[row] >= MIN_OTHER_RUN
  }

  /** Nothing was sent between the packet before and this one, whatever the numbers say. */
  beginAnew(row: number, sequence: number, timestamp: number, nowUs: number): void {
    if (this.packets[row] === 0) return
    this.otherRun[row] = 0
    this.begin(row, sequence - this.packets[row] - this.lost(row), sequence - 1, timestamp, nowUs)
  }

  private begin(row: number, firstSequence: number, highestSequence: number, timestamp: number, nowUs: number): void {
    this.firstSequence[row] = firstSequence
    this.highestSequence[row] = highestSequence
    this.firstTimestamp[row] = timestamp
    this.firstUs[row] = nowUs
    this.hasLast[row] = 0
  }

  private findClock(row: number, timestamp: number, nowUs: number): void {
    const clockHz = estimatedClock((timestamp - this.firstTimestamp[row]) | 0, (nowUs - this.firstUs[row]) / 1e6)
    this.clockHz[row] = clockHz
    if (clockHz > 0 && this.kind[row] === 0) this.kind[row] = clockHz === VIDEO_CLOCK_HZ ? VIDEO : AUDIO
  }

  private takeJitter(row: number, timestamp: number, nowUs: number): void {
    if (this.hasLast[row] !== 0) {
      const change = this.clockStepMs(row, timestamp, nowUs)
      if (change <= MAX_CLOCK_STEP_MS) this.jitterMs[row] += (change - this.jitterMs[row]) / 16
    }
    this.hasLast[row] = 1
    this.lastTimestamp[row] = timestamp
    this.lastUs[row] = nowUs
  }

  /** How much the packet's time differs from that of the packet before and both timestamps; 0 = not known. */
  private clockStepMs(row: number, timestamp: number, nowUs: number): number {
    if (this.hasLast[row] === 0 || this.clockHz[row] === 0) return 0
    const mediaMs = (((timestamp - this.lastTimestamp[row]) | 0) / this.clockHz[row]) * 1000
    const change = (nowUs - this.lastUs[row]) / 1000 - mediaMs
    return change < 0 ? -change : change
  }

  lost(row: number): number {
    return Math.max(0, this.highestSequence[row] - this.firstSequence[row] + 1 - this.packets[row])
  }

  private grow(capacity: number): void {
    this.capacity = capacity
    for (const [name, column] of Object.entries(this)) {
      if (!ArrayBuffer.isView(column)) continue
      const Make = column.constructor as { new (length: number): { set(from: ArrayLike<number>): void } } // one of the typed arrays above
      const bigger = new Make(capacity)
      bigger.set(column as unknown as ArrayLike<number>)
      Reflect.set(this, name, bigger)
    }
  }
}
