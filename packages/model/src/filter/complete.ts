// What could stand at the cursor: for the search box. Works on unfinished text.
import type { Column } from "../columns/column.ts"
import { fieldsByName, findField, netFields } from "./fields.ts"
import { quote, tokenize, type Token } from "./lexer.ts"
import { vocabulary } from "./literals.ts"
import { operatorsFor } from "./parser.ts"

export interface Completion {
  /** The part of the text that an item replaces. */
  readonly from: number
  readonly to: number
  readonly items: readonly CompletionItem[]
  /** The column whose values are wanted and what is typed of one, so that a caller may fetch more. */
  readonly valuesOf?: { readonly column: Column; readonly typed: string }
}

export interface CompletionItem {
  readonly kind: "column" | "operator" | "value" | "keyword"
  /** Replaces the text between `from` and `to`. */
  readonly text: string
  readonly help: string
}

/** Known values of a column that contain what is typed: names of applications, interfaces, recent hosts. */
export type ValuesFor = (column: Column, typed: string) => readonly string[]

const MAX_ITEMS = 200

const OPERATOR_HELP: Readonly<Record<string, string>> = {
  "=": "is", "!=": "is not", "~": "contains; an address begins with", "!~": "does not contain", in: "one of a list, a range or a network", "not in": "none of",
  like: "matches, * is any text", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least", exists: "is known", "is null": "is not known",
}

export function complete(text: string, cursor: number, columns: readonly Column[], valuesFor: ValuesFor = () => []): Completion {
  const tokens = tokensBefore(text, cursor)
  const last = tokens.at(-1)
  // The word that the cursor touches is being typed; a cursor after a blank begins a new one.
  const typing = last && last.kind !== "symbol" && last.to === cursor ? last : undefined
  const before = typing ? tokens.slice(0, -1) : tokens
  const span = { from: typing?.from ?? cursor, to: typing ? endOfWord(text, cursor) : cursor }
  const typed = typing?.text ?? ""
  const place = placeAfter(before, columns)
  if (place.kind === "value") {
    const words = [...new Set([...(vocabulary(place.column) ?? []), ...valuesFor(place.column, typed)])]
    return { ...span, items: matching(typed, words.map((word): CompletionItem => ({ kind: "value", text: quote(word), help: place.column.label }))), valuesOf: { column: place.column, typed } }
  }
  if (place.kind === "operator") {
    const operators = operatorsFor(place.column).flatMap((one) => (one === "=" ? ["=", "!="] : one === "~" ? ["~", "!~"] : one === "in" ? ["in", "not in"] : one === "exists" ? ["exists", "is null"] : [one]))
    return { ...span, items: matching(typed, operators.map((one): CompletionItem => ({ kind: "operator", text: one, help: OPERATOR_HELP[one] ?? "" }))) }
  }
  const fields = columnItems(columns)
  const keywords = keywordItems(place.kind === "afterTerm" ? ["and", "or", "and not"] : ["not"])
  return { ...span, items: matching(typed, place.kind === "afterTerm" && typed === "" ? keywords : [...fields, ...keywords]) }
}

function tokensBefore(text: string, cursor: number): Token[] {
  const head = text.slice(0, cursor)
  try {
    return tokenize(head).slice(0, -1)
  } catch {
    // Inside a quoted text: what stands before the quote, and the text so far as one token.
    const open = lastOpenQuote(head)
    return [...tokenize(head.slice(0, open)).slice(0, -1), { kind: "string", text: head.slice(open + 1), from: open, to: cursor }]
  }
}

function lastOpenQuote(text: string): number {
  let open = -1
  for (let at = 0; at < text.length; at++) {
    if (open >= 0 && text[at] === "\\") at++
    else if (open >= 0 ? text[at] === text[open] : text[at] === '"' || text[at] === "'") open = open >= 0 ? -1 : at
  }
  return open
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && !/[\s()",'=!<>~&|]/.test(text[at])) at++
  return at
}

type Place = { readonly kind: "term" | "afterTerm" } | { readonly kind: "operator" | "value"; readonly column: Column }
const TAKES_VALUE = new Set(["=", "!=", "<", "<=", ">", ">=", "~", "!~", "in", "like", "contains"])

/** Walks back from the cursor: a value follows an operator, an operator follows a column. */
function placeAfter(tokens: readonly Token[], columns: readonly Column[]): Place {
  let at = tokens.length - 1
  if (at < 0) return { kind: "term" }
  const isOperator = (token: Token | undefined) => token !== undefined && token.kind !== "string" && TAKES_VALUE.has(token.text.toLowerCase())
  // Inside a list: back to its operator.
  let list = at
  while (list >= 0 && tokens[list].text !== "(" && tokens[list].text !== ")" && !isOperator(tokens[list])) list--
  if (tokens[list]?.text === "(" && tokens[list - 1]?.text.toLowerCase() === "in" && (tokens[at].text === "," || list === at)) at = list - 1
  if (isOperator(tokens[at])) {
    const name = tokens[at - 1]?.text.toLowerCase() === "not" ? tokens[at - 2] : tokens[at - 1]
    const column = name && columnNamed(name, columns)
    return column ? { kind: "value", column } : { kind: "term" }
  }
  const token = tokens[at]
  const word = token.text.toLowerCase()
  if (token.kind !== "string" && (word === "and" || word === "or" || word === "not" || word === "(")) return { kind: "term" }
  const column = token.kind === "word" && !isOperator(tokens[at - 1]) ? columnNamed(token, columns) : undefined
  return column && column.type !== "boolean" ? { kind: "operator", column } : { kind: "afterTerm" }
}

function columnNamed(token: Token, columns: readonly Column[]): Column | undefined {
  return token.kind === "word" ? (findField(token.text, columns) ?? (token.text.toLowerCase() === "net" ? netFields(columns)?.addresses : undefined))?.columns[0] : undefined
}

/** Ids first, then the words for several columns, then aliases. */
function columnItems(columns: readonly Column[]): CompletionItem[] {
  const fields = fieldsByName(columns)
  const filterable = [...fields].filter(([, field]) => operatorsFor(field.columns[0]).length > 0)
  const written = new Map(columns.flatMap((column) => [column.id, ...(column.aliases ?? [])]).map((word) => [word.toLowerCase(), word] as const))
  const items = filterable.map(([word, field]): CompletionItem => ({ kind: "column", text: written.get(word) ?? field.name, help: field.help }))
  if (netFields(columns)) items.push({ kind: "column", text: "net", help: "Network of either side: an address range or a local network's name." })
  return items
}

function keywordItems(words: readonly string[]): CompletionItem[] {
  return words.map((text) => ({ kind: "keyword", text, help: "" }))
}

/** Those that begin with what is typed before those that contain it. */
function matching(typed: string, items: readonly CompletionItem[]): CompletionItem[] {
  const wanted = typed.toLowerCase()
  const rank = (item: CompletionItem) => item.text.toLowerCase().replace(/^"/, "").indexOf(wanted)
  const begins = items.filter((item) => rank(item) === 0)
  return [...begins, ...items.filter((item) => rank(item) > 0)].slice(0, MAX_ITEMS)
}
