// Sequence numbers of one session: what was lost, what came late or twice, when the exporter began anew. The unit is the protocol's:
// flows in v5, v7 and v8, datagrams in v9, data records in IPFIX. Some exporters count otherwise: through the datagram itself instead of
// up to it (softflowd's IPFIX, Open vSwitch), without records of options (softflowd), datagrams instead of flows or flows instead of
// datagrams. All ways of counting are followed beside each other, and the one that explains the stream is believed: a wrong one is
// contradicted by nearly every datagram, the right one by losses alone.

/** A jump back within this is a late datagram, beyond it a restart. */
const REORDER_DATAGRAMS = 64
/** A jump ahead of more than this is a new beginning, not loss. */
const MAX_GAP_DATAGRAMS = 100_000
/** So many late ones in a row are no accident: the exporter counts anew, or not at all. */
const MAX_LATE_RUN = 32
const REMEMBERED = 32
/** Contradictions after which the protocol's own way is doubted. */
const MIN_DOUBTS = 2

/** What a datagram holds. */
export interface DatagramUnits {
  flows: number
  /** Records of options. */
  options: number
  /** False: there is data whose template is missing. */
  isCertain: boolean
}

type Counted = "records" | "flows" | "datagrams"
interface Way { readonly counted: Counted; readonly isThrough: boolean; readonly text: string }

/** In the order of belief among equals; the protocol's own goes first. */
const ways: readonly Way[] = [
  { counted: "records", isThrough: false, text: "records before the datagram" },
  { counted: "flows", isThrough: false, text: "flows before the datagram, without records of options" },
  { counted: "records", isThrough: true, text: "records, those of the datagram included" },
  { counted: "flows", isThrough: true, text: "flows, those of the datagram included, without records of options" },
  { counted: "datagrams", isThrough: false, text: "datagrams" },
]

/** The stream as one way of counting explains it. */
class Reading {
  readonly way: Way
  lost = 0
  reordered = 0
  restarts = 0
  /** Datagrams whose number was another than expected. */
  contradictions = 0
  /** Before this way's next datagram (not through), or of the last one (through); -1 = any number will do. */
  private base = -1
  private lateRun = 0
  /** Units of the largest datagram so far: what a datagram may be worth. */
  private unitsPerDatagram = 1

  constructor(way: Way) {
    this.way = way
  }

  take(sequence: number, { flows, options, isCertain }: DatagramUnits, isRestart: boolean): void {
    const { counted, isThrough } = this.way
    const isKnown = isCertain || counted === "datagrams"
    const units = counted === "datagrams" ? 1 : counted === "flows" ? flows : flows + options
    if (units > this.unitsPerDatagram) this.unitsPerDatagram = units
    if (isRestart) this.restarts++
    else if (this.base >= 0 && (isKnown || !isThrough) && this.isLate((sequence - this.base - (isThrough ? units : 0)) | 0, units)) return
    this.lateRun = 0
    this.base = isThrough ? sequence : isKnown ? (sequence + units) >>> 0 : -1
  }

  /** How far the number is ahead of the expected one. */
  private isLate(ahead: number, units: number): boolean {
    if (ahead === 0) return false
    this.contradictions++
    if (ahead > 0) {
      if (ahead > MAX_GAP_DATAGRAMS * this.unitsPerDatagram) this.restarts++
      else this.lost += ahead
      return false
    }
    if (-ahead > REORDER_DATAGRAMS * this.unitsPerDatagram || this.lateRun >= MAX_LATE_RUN) {
      this.restarts++
      return false
    }
    this.reordered++
    this.lateRun++
    // What was thought lost came late.
    this.lost = Math.max(0, this.lost - units)
    return true
  }
}

export class Sequence {
  duplicates = 0
  private readonly readings = ways.map((way) => new Reading(way))
  private readonly standard: Reading
  private sequence = -1
  private highest = -1
  private isRestart = false
  private readonly prints = new Uint32Array(REMEMBERED)
  private printAt = 0

  constructor(version: number) {
    this.standard = this.readings[version === 9 ? ways.length - 1 : 0]
  }

  get lost(): number {
    return this.believed.lost
  }

  get reordered(): number {
    return this.believed.reordered
  }

  get restarts(): number {
    return this.believed.restarts
  }

  /** How it counts, when not as its protocol says. */
  get oddity(): string | null {
    const { believed, standard } = this
    return believed === standard ? null : believed.way.text
  }

  /**
   * Called with each datagram's number and a fingerprint of its bytes. True = the same datagram came before.
   * `isRestart`: the header says so (uptime went back).
   */
  arrive(sequence: number, fingerprint: number, isRestart: boolean): boolean {
    const isAhead = this.highest < 0 || isRestart || ((sequence - this.highest) | 0) > 0
    if (isAhead) this.highest = sequence
    else if (this.prints.includes(fingerprint)) {
      this.duplicates++
      return true
    }
    this.sequence = sequence
    this.isRestart = isRestart
    this.prints[this.printAt] = fingerprint
    this.printAt = (this.printAt + 1) % REMEMBERED
    return false
  }

  /** Called when the datagram is read, with what it held. */
  advance(units: DatagramUnits): void {
    for (const reading of this.readings) reading.take(this.sequence, units, this.isRestart)
  }

  private get believed(): Reading {
    const { standard } = this
    if (standard.contradictions < MIN_DOUBTS) return standard
    let best = standard
    for (const reading of this.readings) {
      if (2 * reading.contradictions < standard.contradictions && reading.contradictions < best.contradictions) best = reading
    }
    return best
  }
}

const SAMPLED_BYTES = 32

/** Of the header, the beginning and the end of a datagram; two that agree in all of it are the same datagram sent or delivered twice. */
export function fingerprint(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5 ^ length
  const head = start + Math.min(length, 2 * SAMPLED_BYTES)
  for (let i = start; i < head; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  const end = start + length
  for (let i = Math.max(head, end - SAMPLED_BYTES); i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  hash ^= hash >>> 15
  return hash === 0 ? 1 : hash >>> 0
}
