// What one step of run.ts says: how much of what was sent arrived, and what it took.
export interface Totals { readonly records: number; readonly bytes: number; readonly packets: number }
export type Sent = Totals & { readonly recordsPerSecond: number }

export interface Step {
  readonly rate: number
  readonly reached: number
  readonly lostRatio: number
  /** Records (where the receiver knows them), bytes and packets equal what was sent. */
  readonly exact: boolean
  readonly cpuSeconds: number | null
  readonly rssMegabytes: number | null
  /** From the last datagram until everything was on disk. */
  readonly drainSeconds: number | null
  readonly note?: string
}

/** A receiver is started, told to stop after everything was sent, and says what it got. */
export type Measure = (rate: number) => Promise<Step>

export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })
