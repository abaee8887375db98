// How texts are compared: without regard to the case of ASCII letters, as ClickHouse's lower() and positionCaseInsensitive()
// do, so that live and historical answers agree.

export type TextMatcher = (text: string) => boolean

export function foldCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}

export function equalsText(texts: readonly string[]): TextMatcher {
  const wanted = new Set(texts.map(foldCase))
  return (text) => wanted.has(foldCase(text))
}

export function containsText(text: string): TextMatcher {
  const wanted = foldCase(text)
  return (have) => foldCase(have).includes(wanted)
}

/** `*` stands for any run of characters; everything else for itself. */
export function likeText(pattern: string): TextMatcher {
  const pieces = foldCase(pattern).split("*")
  if (pieces.length === 1) return (text) => foldCase(text) === pieces[0]
  const first = pieces[0]
  const last = pieces[pieces.length - 1]
  const middle = pieces.slice(1, -1)
  // Piece by piece from the left: linear, where a regular expression made of the pattern could backtrack for long.
  return (text) => {
    const have = foldCase(text)
    if (have.length < first.length + last.length || !have.startsWith(first) || !have.endsWith(last)) return false
    let at = first.length
    const end = have.length - last.length
    for (const piece of middle) {
      const found = have.indexOf(piece, at)
      if (found < 0 || found + piece.length > end) return false
      at = found + piece.length
    }
    return true
  }
}
