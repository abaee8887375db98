// Text to tokens. A word is everything between blanks, quotes, brackets and operators, so that addresses, MACs, times,
// names and sizes need no quotes.
import { FilterSyntaxError } from "./error.ts"

export interface Token {
  readonly kind: "word" | "string" | "symbol" | "end"
  /** For strings: without quotes and escapes. */
  readonly text: string
  readonly from: number
  readonly to: number
}

const SPACE = /\s/
const BREAKS_WORD = /[\s()",'=!<>~&|≠≤≥]/
/** Longest first. */
const SYMBOLS: readonly (readonly [written: string, means: string])[] = [
  ["!~", "!~"], ["!=", "!="], ["<>", "!="], ["==", "="], ["=~", "~"], [">=", ">="], ["<=", "<="], ["&&", "and"], ["||", "or"],
  ["≠", "!="], ["≤", "<="], ["≥", ">="], ["=", "="], [">", ">"], ["<", "<"], ["~", "~"], ["!", "not"], ["&", "and"], ["|", "or"], ["(", "("], [")", ")"], [",", ","],
]

export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at]
    if (SPACE.test(character)) {
      at++
      continue
    }
    if (character === '"' || character === "'") {
      const token = quoted(text, at, character)
      tokens.push(token)
      at = token.to
      continue
    }
    const symbol = SYMBOLS.find(([written]) => text.startsWith(written, at))
    if (symbol) {
      tokens.push({ kind: "symbol", text: symbol[1], from: at, to: at + symbol[0].length })
      at += symbol[0].length
      continue
    }
    let end = at
    while (end < text.length && !BREAKS_WORD.test(text[end])) end++
    tokens.push({ kind: "word", text: text.slice(at, end), from: at, to: end })
    at = end
  }
  tokens.push({ kind: "end", text: "", from: text.length, to: text.length })
  return tokens
}

/** A backslash takes the next character as it is. */
function quoted(text: string, from: number, quote: string): Token {
  let value = ""
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return { kind: "string", text: value, from, to: at + 1 }
    if (text[at] === "\\" && at + 1 < text.length) at++
    value += text[at]
  }
  throw new FilterSyntaxError({ position: from, length: text.length - from, message: "The quoted text does not end.", expected: [quote] })
}

const PLAIN_WORD = /^[\p{L}\p{N}_.@*][\p{L}\p{N}_.:/@*+%-]*$/u
const KEYWORDS = new Set(["and", "or", "not", "in", "like", "is", "exists", "contains", "null"])

/** The text as it must be written to come back as one value. */
export function quote(text: string): string {
  return PLAIN_WORD.test(text) && !KEYWORDS.has(text.toLowerCase()) && !text.includes("..") ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`
}
