// What was wrong with a filter, in words that the search box can show under the text.

export interface FilterError {
  /** First character of the offending part. */
  readonly position: number
  /** Its length; 0 at the end of the text. */
  readonly length: number
  /** One sentence for people. */
  readonly message: string
  /** What could stand there instead. */
  readonly expected: readonly string[]
  /** The nearest word that would have been right. */
  readonly suggestion?: string
}

/** Thrown inside the parser only; `parseFilter` answers it as a value. */
export class FilterSyntaxError extends Error {
  readonly error: FilterError
  constructor(error: FilterError) {
    super(error.message)
    this.error = error
  }
}

/** The candidate that differs least from the word, or undefined when none is near. */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.ceil(wanted.length / 3)) + 0.5
  for (const candidate of candidates) {
    const have = candidate.toLowerCase()
    const distance = editDistance(wanted, have)
    // A beginning of the word counts as near: "serverp" for "serverPort".
    const near = wanted.length >= 3 && have.startsWith(wanted) ? Math.min(distance, 1.25) : distance
    if (near < bestDistance) [best, bestDistance] = [candidate, near]
  }
  return best
}

/** Edits to get from one to the other; swapped neighbours count once (Damerau). Both are short: names of columns. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 64) return Number.POSITIVE_INFINITY
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(row[j - 1] + 1, previous[j] + 1, previous[j - 1] + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    before = previous
    previous = row
  }
  return previous[b.length]
}
