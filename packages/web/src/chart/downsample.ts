// Seconds into steps that fit the width of a chart: the mean of each step, which keeps the area true.
export function downsample(values: readonly number[], maxPoints: number): { readonly values: number[]; readonly factor: number } {
  const factor = Math.max(1, Math.ceil(values.length / maxPoints))
  if (factor === 1) return { values: [...values], factor }
  const means: number[] = []
  // From the end: the newest step is whole, the oldest may be short.
  for (let end = values.length; end > 0; end -= factor) {
    const start = Math.max(0, end - factor)
    let sum = 0
    for (let i = start; i < end; i++) sum += values[i]
    means.push(sum / (end - start))
  }
  return { values: means.toReversed(), factor }
}
