// Words of the SQL-like clauses that clients send. Nothing of a clause ever reaches the database: it is read here, and
// what it asks for is asked with our own questions and bound values.
import { NtopngError } from "../envelope.ts"

export interface SqlToken { readonly kind: "word" | "number" | "string" | "symbol"; readonly text: string }

const MAX_TOKENS = 500
const PATTERN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(<=|>=|<>|!=|[=<>(),*]))/y

export function tokenize(text: string): SqlToken[] {
  const tokens: SqlToken[] = []
  PATTERN.lastIndex = 0
  while (PATTERN.lastIndex < text.trimEnd().length) {
    const at = PATTERN.lastIndex
    const found = PATTERN.exec(text)
    if (!found || tokens.length >= MAX_TOKENS) throw new NtopngError("INVALID_ARGUMENTS", `The clause is not understood at "${text.slice(at, at + 20)}"`)
    const [, word, number, single, double, symbol] = found
    const unescape = (quoted: string) => quoted.replace(/\\(.)/g, "$1")
    if (word !== undefined) tokens.push({ kind: "word", text: word })
    else if (number !== undefined) tokens.push({ kind: "number", text: number })
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol })
    else tokens.push({ kind: "string", text: unescape(single ?? double ?? "") })
  }
  return tokens
}

export class TokenReader {
  private at = 0
  private readonly tokens: readonly SqlToken[]
  constructor(text: string) {
    this.tokens = tokenize(text)
  }
  get ended(): boolean {
    return this.at >= this.tokens.length
  }
  peek(): SqlToken | undefined {
    return this.tokens[this.at]
  }
  next(): SqlToken {
    const token = this.tokens[this.at]
    if (!token) throw new NtopngError("INVALID_ARGUMENTS", "The clause ends too early")
    this.at++
    return token
  }
  /** Takes the next token when it is this keyword or symbol. */
  take(text: string): boolean {
    const token = this.peek()
    if (!token || token.kind === "string" || token.text.toUpperCase() !== text) return false
    this.at++
    return true
  }
  expect(text: string): void {
    if (!this.take(text)) throw new NtopngError("INVALID_ARGUMENTS", `The clause lacks "${text}"${this.peek() ? ` before "${this.peek()?.text}"` : " at its end"}`)
  }
  end(): void {
    if (!this.ended) throw new NtopngError("INVALID_ARGUMENTS", `The clause is not understood at "${this.peek()?.text}"`)
  }
}
