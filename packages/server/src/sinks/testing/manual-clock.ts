import type { SinkClock } from "../sink.ts"

/** Time that moves only when told to. */
export interface ManualClock extends SinkClock {
  /** Lets everything that is due by then happen, in order. */
  advance(ms: number): Promise<void>
}

export function manualClock(startMs = 1_790_000_000_000): ManualClock {
  let nowMs = startMs
  let timers: { readonly atMs: number; fire(): void }[] = []
  return {
    nowMs: () => nowMs,
    wait(ms, wake) {
      return new Promise((resolve) => {
        const timer = { atMs: nowMs + ms, fire: resolve }
        timers.push(timer)
        void wake.then(() => {
          timers = timers.filter((one) => one !== timer)
          resolve()
        })
      })
    },
    async advance(ms) {
      const endMs = nowMs + ms
      await settle()
      for (;;) {
        const next = timers.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs)[0]
        if (!next) break
        nowMs = Math.max(nowMs, next.atMs)
        timers = timers.filter((one) => one !== next)
        next.fire()
        await settle()
      }
      nowMs = endMs
      await settle()
    },
  }
}

/** Runs what is waiting in the queues of promises and immediates. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => { setImmediate(resolve) })
}
