// An estimate of how speech sounded (ITU-T P.800: 1 bad .. 4.5 excellent), out of loss, jitter and codec.

/** Equipment impairment at no loss, and robustness against loss (with concealment): ITU-T G.113 appendix I. */
const impairments: Readonly<Record<string, readonly [ie: number, bpl: number]>> = {
  PCMU: [0, 25.1], PCMA: [0, 25.1], G729: [11, 19], G723: [15, 16.1], GSM: [20, 10], G728: [7, 10],
}

/**
 * ITU-T G.107 with default values: R = 93.2 - delay impairment - effective equipment impairment. The delay of the path is not known
 * and counts as good; what a jitter buffer of twice the jitter and a packet of 20 ms add is.
 */
export function estimatedMos(codec: string | undefined, lossRatio: number, jitterMs: number): number {
  const [ie, bpl] = impairments[codec ?? ""] ?? [0, 25.1]
  const delayMs = 20 + 2 * jitterMs
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0)
  const lossPercent = 100 * lossRatio
  const r = Math.max(0, Math.min(93.2, 93.2 - delayImpairment - ie - ((95 - ie) * lossPercent) / (lossPercent + bpl)))
  const mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6
  return Math.round(Math.max(1, mos) * 100) / 100
}
