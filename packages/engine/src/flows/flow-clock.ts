// When flows end and when accounting hears of them: bounded work every few packets, driven by the packet clock, never a
// burst over the whole table. `step` is called once per STEP_PACKETS packets and when the wall clock moves a live source on.
import { FLOW_ENDED_AT_EXPORTER, FLOW_LIVE, FLOW_TOUCHED } from "./flags.ts"
import type { FlowTable } from "./flow-table.ts"
import { TCP_CLOSED, TCP_RESET } from "./track-tcp.ts"

export const STEP_PACKETS = 128
/** After both FINs or a reset, stragglers still belong to the flow. */
const LINGER_US = 10e6
/** Rows looked at per step: a full table is swept once in (rows / this) steps when time flies. */
const MAX_SWEEP_ROWS = 4096
/** A round of harvest takes two rows per packet: every touched row needed at least one packet, so a round always ends in time. */
const HARVEST_ROWS = 2 * STEP_PACKETS

/** Rows of a round that is not stretched, and how far a round is stretched at most. */
const UNHURRIED_ROWS = 16_384
const MAX_ROUND_STRETCH = 5

export interface FlowClockOptions {
  /** 0 = never. */
  readonly idleUs: number
  readonly sliceUs: number
  readonly harvestUs: number
}

export interface FlowClockEvents {
  onIdle(row: number): void
  onClosed(row: number): void
  onSlice(row: number): void
  /** When the flow's last slice was written, or its first packet came. */
  sliceStartUs(row: number): number
  onHarvest(row: number): void
  /** When last something was heard of each flow, if that is another time than its last packet's (records come later). */
  readonly heardUs?: () => Float64Array
}

export class FlowClock {
  /** Start of the harvest round that is under way. */
  roundStartUs = -1
  /** From the start of the round before to its start: what its rows counted in. */
  roundTookUs = 0
  private readonly table: FlowTable
  private readonly options: FlowClockOptions
  private idleUs: number
  private readonly events: FlowClockEvents
  /** Longest time in which the hand must come round. */
  private sweepUs: number
  private hand = 0
  private sweptUs = -1
  /** Rows with packets since they were harvested last; and those of the round under way. */
  private touched = new Int32Array(1024)
  private touchedCount = 0
  private round = new Int32Array(1024)
  private roundCount = 0
  private roundAt = 0

  constructor(table: FlowTable, options: FlowClockOptions, events: FlowClockEvents) {
    this.table = table
    this.options = options
    this.events = events
    this.idleUs = options.idleUs
    this.sweepUs = sweepTime(options.idleUs, options.sliceUs)
  }

  setIdle(idleUs: number): void {
    this.idleUs = idleUs
    this.sweepUs = sweepTime(idleUs, this.options.sliceUs)
  }

  /** The row had a packet and is not in the list yet (its FLOW_TOUCHED was not set). */
  touch(row: number): void {
    if (this.touchedCount === this.touched.length) {
      const longer = new Int32Array(this.touched.length * 2)
      longer.set(this.touched)
      this.touched = longer
    }
    this.touched[this.touchedCount++] = row
  }

  step(nowUs: number): void {
    this.harvest(nowUs, HARVEST_ROWS)
    if (this.sweepUs !== Infinity) this.sweep(nowUs)
  }

  /** Everything that is due, at once: the input has ended. */
  harvestAll(): void {
    this.harvest(Infinity, Infinity)
    this.harvest(Infinity, Infinity)
  }

  /** Busy tables are harvested less often: what thousands of flows counted shows a few seconds later, and each costs its share less often. */
  private roundUs(): number {
    return this.options.harvestUs * Math.max(1, Math.min(MAX_ROUND_STRETCH, this.touchedCount / UNHURRIED_ROWS))
  }

  private harvest(nowUs: number, maxRows: number): void {
    if (this.roundAt === this.roundCount) {
      if (this.roundStartUs >= 0 && Math.abs(nowUs - this.roundStartUs) < this.roundUs()) return
      this.roundTookUs = this.roundStartUs < 0 ? this.options.harvestUs : Math.abs(nowUs - this.roundStartUs)
      this.roundStartUs = nowUs
      const spent = this.round
      this.round = this.touched
      this.roundCount = this.touchedCount
      this.roundAt = 0
      this.touched = spent
      this.touchedCount = 0
    }
    const { flags } = this.table.columns
    const end = Math.min(this.roundCount, this.roundAt + maxRows)
    while (this.roundAt < end) {
      const row = this.round[this.roundAt++]
      // Without the mark it has ended meanwhile, or was harvested under its row's next flow.
      if ((flags[row] & FLOW_TOUCHED) === 0) continue
      flags[row] &= ~FLOW_TOUCHED
      this.events.onHarvest(row)
    }
  }

  private sweep(nowUs: number): void {
    const { table } = this
    if (this.sweptUs < 0 || nowUs < this.sweptUs) this.sweptUs = nowUs
    const rows = table.highWater
    let due = Math.min(MAX_SWEEP_ROWS, rows, Math.floor(((nowUs - this.sweptUs) / this.sweepUs) * rows))
    if (due === 0) return
    this.sweptUs = nowUs
    const { columns } = table
    const heardUs = this.events.heardUs?.() ?? columns.lastSeenUs
    for (; due > 0; due--) {
      if (this.hand >= rows) this.hand = 0
      this.look(this.hand++, nowUs, columns.flags, heardUs)
    }
  }

  private look(row: number, nowUs: number, flags: Uint32Array, heardUs: Float64Array): void {
    if ((flags[row] & FLOW_LIVE) === 0) return
    const { idleUs } = this
    const { sliceUs } = this.options
    if (idleUs > 0) {
      const silentUs = Math.abs(nowUs - heardUs[row])
      if (silentUs > idleUs) return this.events.onIdle(row)
      if (silentUs > LINGER_US && isOver(this.table, row)) return this.events.onClosed(row)
    }
    if (sliceUs > 0 && nowUs - this.events.sliceStartUs(row) > sliceUs) this.events.onSlice(row)
  }
}

function sweepTime(idleUs: number, sliceUs: number): number {
  return Math.min(idleUs > 0 ? idleUs / 4 : Infinity, sliceUs > 0 ? sliceUs / 4 : Infinity, idleUs > 0 ? LINGER_US : Infinity)
}

export function isOver(table: FlowTable, row: number): boolean {
  const state = table.columns.tcpState[row]
  return state === TCP_CLOSED || state === TCP_RESET || (table.columns.flags[row] & FLOW_ENDED_AT_EXPORTER) !== 0
}
