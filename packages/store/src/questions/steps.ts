// Steps of time that people read easily: a chart of about so many points over a range.
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS_MS = [SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY]

/** The smallest step, at least `finestMs`, that makes at most so many points of the range; starts on a multiple of the step. */
export function chooseStep(fromMs: number, toMs: number, points: number, finestMs = SECOND): { readonly stepMs: number; readonly startMs: number; readonly count: number } {
  const fits = (step: number) => step >= finestMs && (toMs - fromMs) / step <= points
  const stepMs = STEPS_MS.find(fits) ?? Math.max(finestMs, Math.ceil((toMs - fromMs) / points / DAY) * DAY)
  const startMs = Math.floor(fromMs / stepMs) * stepMs
  return { stepMs, startMs, count: Math.max(1, Math.ceil((toMs - startMs) / stepMs)) }
}
