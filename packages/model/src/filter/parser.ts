// The grammar, by recursive descent:
//
//   filter  = any?                            any   = all ("or" all)*             all = one ("and"? one)*
//   one     = "not" one | "(" any ")" | test | search
//   test    = field ("=" | "!=" | ">" | ">=" | "<" | "<=" | "~" | "!~" | "like" | "not like") value
//           | field ("in" | "not in") value ("," value)*   (brackets around the list as you like)
//           | field ("exists" | "not exists" | "is null" | "is not null")
//           | booleanField
//   search  = word | "quoted text"
//   value   = word | "quoted text", where a word may be a range low..high, a network, a size, a time
import type { Column } from "../columns/column.ts"
import { FilterSyntaxError, nearestWord, type FilterError } from "./error.ts"
import { fieldsByName, findField, netFields, searchedColumns, type NamedField } from "./fields.ts"
import { tokenize, type Token } from "./lexer.ts"
import { expectedValues, parseBeginning, parseValue, vocabulary } from "./literals.ts"
import { allOf, anyOf, everything, type FilterField, type FilterOperator, type FilterTest, type FilterTree, type FilterValue } from "./tree.ts"

export type ParsedFilter = { readonly ok: true; readonly tree: FilterTree } | { readonly ok: false; readonly error: FilterError }

/** Filters come from URLs and API users: bounds on what one may cost. */
export const MAX_FILTER_LENGTH = 16_384
const MAX_DEPTH = 64
const MAX_VALUES = 1000

/** The empty text is the filter that lets everything through. */
export function parseFilter(text: string, columns: readonly Column[]): ParsedFilter {
  if (text.length > MAX_FILTER_LENGTH) return { ok: false, error: { position: MAX_FILTER_LENGTH, length: 0, message: `A filter has at most ${MAX_FILTER_LENGTH} characters.`, expected: [] } }
  try {
    return { ok: true, tree: new Parser(tokenize(text), columns).parse() }
  } catch (problem) {
    if (problem instanceof FilterSyntaxError) return { ok: false, error: problem.error }
    throw problem
  }
}

const COMPARISONS = new Set(["=", "!=", ">", ">=", "<", "<=", "~", "!~"])
const WORD_OPERATORS = new Set(["in", "like", "contains", "exists", "is"])

class Parser {
  private at = 0
  private depth = 0
  private readonly tokens: readonly Token[]
  private readonly columns: readonly Column[]
  private readonly searched: readonly Column[]

  constructor(tokens: readonly Token[], columns: readonly Column[]) {
    this.tokens = tokens
    this.columns = columns
    this.searched = searchedColumns(columns)
  }

  parse(): FilterTree {
    if (this.ended()) return everything
    const tree = this.any()
    if (!this.ended()) this.fail(this.next, this.next.text === ")" ? "There is no matching opening bracket." : "Something is missing before this.", ["and", "or"])
    return tree
  }

  private any(): FilterTree {
    if (++this.depth > MAX_DEPTH) this.fail(this.next, "The filter is nested too deeply.", [])
    const parts = [this.all()]
    while (this.takes("or")) parts.push(this.all())
    this.depth--
    return anyOf(parts)
  }

  private all(): FilterTree {
    const parts = [this.one()]
    while (this.takes("and") || this.startsTerm()) parts.push(this.one())
    return allOf(parts)
  }

  /** Two terms beside each other must both hold. */
  private startsTerm(): boolean {
    const { kind, text } = this.next
    return kind === "string" || text === "(" || this.is("not") || (kind === "word" && !this.is("or") && !this.is("and"))
  }

  private one(): FilterTree {
    if (this.takes("not")) {
      if (++this.depth > MAX_DEPTH) this.fail(this.next, "The filter is nested too deeply.", [])
      const part = this.one()
      this.depth--
      return { kind: "not", part }
    }
    if (this.takes("(")) {
      const tree = this.any()
      if (!this.takes(")")) this.fail(this.next, "A bracket is not closed.", [")"])
      return tree
    }
    const token = this.next
    if (token.kind === "end") this.fail(token, "The filter ends where a condition should be.", ["a column", "text to search for"])
    if (token.kind === "symbol") this.fail(token, `"${token.text}" cannot begin a condition.`, ["a column", "text to search for"])
    this.at++
    if (token.kind === "string") {
      if (this.next.kind === "symbol" && COMPARISONS.has(this.next.text)) this.fail(token, "A quoted text is searched for and cannot be compared.", ["a column name without quotes"])
      return this.search(token)
    }
    return this.testOrSearch(token)
  }

  private search(token: Token): FilterTree {
    return token.text === "" ? this.fail(token, "There is nothing to search for.", ["text to search for"]) : { kind: "search", text: token.text, columns: this.searched }
  }

  private testOrSearch(name: Token): FilterTree {
    const field = findField(name.text, this.columns)
    if (this.followedByOperator()) return this.test(name, field)
    if (!field) {
      if (WORD_OPERATORS.has(name.text.toLowerCase())) this.fail(name, `"${name.text}" needs a column before it.`, ["a column"])
      return this.search(name)
    }
    if (field.columns[0].type === "boolean") return isTrue(field)
    return this.fail(this.next, `"${name.text}" is a column and needs a comparison; quote it to search for the word.`, operatorsFor(field.columns[0]))
  }

  private followedByOperator(): boolean {
    const ahead = this.is("not") ? this.tokens[this.at + 1] : this.next
    const isWord = ahead.kind === "word" && WORD_OPERATORS.has(ahead.text.toLowerCase())
    return isWord || (!this.is("not") && ahead.kind === "symbol" && COMPARISONS.has(ahead.text))
  }

  private test(name: Token, found: NamedField | undefined): FilterTree {
    const net = name.text.toLowerCase() === "net" ? netFields(this.columns) : null
    const field: FilterField = found ?? net?.addresses ?? net?.names ?? this.unknownColumn(name)
    const operatorToken = this.next
    let denied = this.takes("not")
    const token = this.take()
    let operator = token.text.toLowerCase()
    if (operator === "is") {
      denied = !this.takes("not")
      if (!this.takes("null")) this.fail(this.next, "\"is\" is followed by null or not null.", ["null", "not null"])
      operator = "exists"
    }
    if (operator === "!=" || operator === "!~") {
      denied = true
      operator = operator.slice(1)
    }
    if (operator === "contains") operator = "~"
    const test = operator === "exists" ? { kind: "test" as const, field, operator: "exists" as const, values: [] } : this.compared(field, net, operator, operatorToken)
    return denied ? { kind: "not", part: test } : test
  }

  private compared(field: FilterField, net: ReturnType<typeof netFields>, operator: string, operatorToken: Token): FilterTest {
    const tokens = this.valueTokens(operator)
    if (net?.addresses && net.names && !tokens.every((token) => parseValue(token.text, addressColumn(net.addresses)))) field = net.names
    const column = field.columns[0]
    const allowed = operatorsFor(column)
    if (!allowed.includes(operator))
      this.fail(operatorToken, allowed.length ? `"${operator}" does not work on ${field.name}.` : `${field.name} cannot be filtered on.`, allowed)
    if (column.type === "ip" || column.type === "mac") {
      const parse = operator === "~" || operator === "like" ? parseBeginning : parseValue
      return { kind: "test", field, operator: "in", values: tokens.map((token) => parse(token.text, column) ?? this.wrongValue(token, column)) }
    }
    if (operator === "~" && column.type === "enum") return { kind: "test", field, operator: "in", values: this.wordsWith(tokens[0], column) }
    if (operator === "~" || operator === "like") return { kind: "test", field, operator, values: [{ kind: "text", text: tokens[0].text }] }
    const values = tokens.map((token) => parseValue(token.text, column) ?? this.wrongValue(token, column))
    return { kind: "test", field, operator: operator === "=" ? "in" : (operator as FilterOperator), values: operator === "=" || operator === "in" ? values : values.map(beginning) }
  }

  private valueTokens(operator: string): Token[] {
    if (operator !== "in") return [this.valueToken()]
    const isBracketed = this.takes("(")
    const tokens = [this.valueToken()]
    while (this.takes(",")) {
      tokens.push(this.valueToken())
      if (tokens.length > MAX_VALUES) this.fail(this.next, `A list has at most ${MAX_VALUES} values.`, [")"])
    }
    if (isBracketed && !this.takes(")")) this.fail(this.next, "The list is not closed.", [",", ")"])
    return tokens
  }

  private valueToken(): Token {
    const token = this.next
    if (token.kind !== "word" && token.kind !== "string") this.fail(token, "A value is missing here.", ["a value"])
    return this.take()
  }

  /** The words of an enum that contain the text. */
  private wordsWith(token: Token, column: Column): FilterValue[] {
    const wanted = token.text.toLowerCase()
    const values = (column.values ?? []).flatMap((word, index): FilterValue[] => (word.toLowerCase().includes(wanted) ? [{ kind: "number", low: index, high: index }] : []))
    return values.length ? values : this.wrongValue(token, column)
  }

  private wrongValue(token: Token, column: Column): never {
    const words = vocabulary(column)
    this.fail(token, `"${token.text}" is no value of ${column.id}.`, expectedValues(column), words ? nearestWord(token.text, words) : undefined)
  }

  private unknownColumn(token: Token): never {
    const fields = fieldsByName(this.columns)
    const near = nearestWord(token.text, fields.keys())
    const suggestion = near === undefined ? undefined : [...this.columns.flatMap((column) => [column.id, ...(column.aliases ?? [])]), fields.get(near)?.name ?? near].find((word) => word.toLowerCase() === near)
    this.fail(token, `There is no column "${token.text}".`, ["a column"], suggestion)
  }

  private get next(): Token {
    return this.tokens[this.at]
  }
  private ended(): boolean {
    return this.next.kind === "end"
  }
  private take(): Token {
    return this.tokens[this.at++]
  }
  /** Keywords in any case; never a quoted text. */
  private is(word: string): boolean {
    return this.next.kind !== "string" && this.next.text.toLowerCase() === word && this.next.kind !== "end"
  }
  private takes(word: string): boolean {
    if (!this.is(word)) return false
    this.at++
    return true
  }
  private fail(token: Token, message: string, expected: readonly string[], suggestion?: string): never {
    throw new FilterSyntaxError({ position: token.from, length: token.to - token.from, message, expected, ...(suggestion === undefined ? {} : { suggestion }) })
  }
}

function isTrue(field: FilterField): FilterTest {
  return { kind: "test", field, operator: "in", values: [{ kind: "number", low: 1, high: 1 }] }
}

/** Comparisons with a whole day take its beginning. */
function beginning(value: FilterValue): FilterValue {
  return value.kind === "number" ? { kind: "number", low: value.low, high: value.low } : value
}

function addressColumn(field: FilterField | undefined): Column {
  return field?.columns[0] ?? { id: "ip", type: "ip", label: "", help: "", group: "" }
}

/** The operators that a column of this type takes; each but `exists` and the ordering ones also has its denial. */
export function operatorsFor(column: Column): readonly string[] {
  switch (column.type) {
    case "text": case "list": return ["=", "~", "in", "like", "exists"]
    case "ip": case "mac": return ["=", "in", "~", "like", "exists"]
    case "boolean": return ["=", "in", "exists"]
    case "enum": return ["=", "in", "~", "<", "<=", ">", ">=", "exists"]
    case "json": return []
    default: return ["=", "in", "<", "<=", ">", ">=", "exists"]
  }
}
