// Which words name columns. A column answers to its id (with or without its unit) and its aliases, in any case. Some words mean either side of a flow:
//
//   ip, anyIp       client or server            net        an address range on either side, or a local network's name
//   anyPort         clientPort or serverPort    mac        clientMac or serverMac
//   anyX            clientX or serverX for every such pair (anyAsn, anyCountry, anyLocation, anyNetwork, anyName)
//
// `port` alone is an alias of serverPort: in a bidirectional flow the server's port is what names the service.
// A denial covers both sides: `ip != 10.0.0.1` holds when neither side is 10.0.0.1.
import type { Column } from "../columns/column.ts"
import type { FilterField } from "./tree.ts"

export interface NamedField extends FilterField {
  /** Shown beside the name in completion. */
  readonly help: string
}

const fieldsOf = new WeakMap<readonly Column[], ReadonlyMap<string, NamedField>>()

/** Every word that names a field, in lower case; the map's order is the order of the columns. */
export function fieldsByName(columns: readonly Column[]): ReadonlyMap<string, NamedField> {
  let fields = fieldsOf.get(columns)
  if (!fields) {
    fields = collect(columns)
    fieldsOf.set(columns, fields)
  }
  return fields
}

function collect(columns: readonly Column[]): ReadonlyMap<string, NamedField> {
  const fields = new Map<string, NamedField>()
  const byId = new Map(columns.map((column) => [column.id, column] as const))
  const addNew = (word: string, field: NamedField) => {
    if (!fields.has(word.toLowerCase())) fields.set(word.toLowerCase(), field)
  }
  for (const column of columns) addNew(column.id, { name: column.id, columns: [column], help: column.help })
  for (const column of columns) for (const alias of column.aliases ?? []) addNew(alias, { name: column.id, columns: [column], help: column.help })
  // The unit in an id may be left out: lastSeen, clientRtt.
  for (const column of columns) addNew(column.id.replace(/(?:Ms|Us)$/, ""), { name: column.id, columns: [column], help: column.help })
  const sides = (client: string, server: string): Column[] => [byId.get(client), byId.get(server)].filter((column) => column !== undefined)
  const either = (word: string, pair: readonly Column[], help: string) => {
    if (pair.length === 2) addNew(word, { name: word, columns: pair, help })
  }
  either("ip", sides("client", "server"), "Address of either side.")
  either("mac", sides("clientMac", "serverMac"), "MAC of either side.")
  either("anyIp", sides("client", "server"), "Address of either side.")
  for (const column of columns) {
    const what = /^client([A-Z]\w*)$/.exec(column.id)?.[1]
    if (what) either(`any${what}`, sides(column.id, `server${what}`), `${column.label.replace(/^Client /, "")} of either side.`)
  }
  return fields
}

export function findField(name: string, columns: readonly Column[]): NamedField | undefined {
  return fieldsByName(columns).get(name.toLowerCase())
}

/** `net` means addresses when its value is one, else the name of a local network. */
export function netFields(columns: readonly Column[]): { readonly addresses?: FilterField; readonly names?: FilterField } | null {
  const fields = fieldsByName(columns)
  const addresses = fields.get("ip")
  const names = fields.get("anynetwork") ?? fields.get("network")
  return !fields.has("net") && (addresses ?? names) ? { addresses, names } : null
}

/** Where bare words are looked for, beside addresses, MACs and ports. */
const SEARCHED_TEXT = new Set(["clientName", "serverName", "hostname", "app", "info", "l4", "name", "vendor", "asName", "topApp", "key", "label", "reason", "filter", "risk"])

export function searchedColumns(columns: readonly Column[]): Column[] {
  return columns.filter((column) => column.type === "ip" || column.type === "mac" || column.type === "port" || SEARCHED_TEXT.has(column.id))
}
