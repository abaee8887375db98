import type { SinkClock } from "./sink.ts"

export const systemSinkClock: SinkClock = {
  nowMs: Date.now,
  wait: (ms, wake) => new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void wake.then(() => {
      clearTimeout(timer)
      resolve()
    })
  }),
}
