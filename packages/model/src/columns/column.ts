// What a column is. One row of facts feeds insert, table, filter language, picker, export, API schema and docs.

/** How a value looks in JSON (`FlowRow`, API, UI) and how it is compared in filters. */
export type ColumnType =
  | "integer" // number
  | "bytes" // number of bytes
  | "durationUs" // number, microseconds
  | "timeMs" // number, milliseconds since the epoch
  | "text" // string
  | "ip" // string, canonical text
  | "mac" // string, aa:bb:cc:dd:ee:ff
  | "port" // number
  | "enum" // string out of `values`; stored as its index
  | "boolean"
  | "ratio" // number 0..1
  | "decimal" // number, with two digits behind the point
  | "list" // string[]; filters compare members
  | "json" // object; not filterable

export type JsonOf<T extends ColumnType> = T extends "text" | "ip" | "mac" | "enum" ? string
  : T extends "boolean" ? boolean
  : T extends "list" ? readonly string[]
  : T extends "json" ? Readonly<Record<string, unknown>>
  : number

export interface Column {
  readonly id: string
  readonly type: ColumnType
  /** Short head of the table column. */
  readonly label: string
  /** One sentence for people: what it says, its unit, where it comes from. */
  readonly help: string
  readonly group: string
  /** Null (absent) when the source does not know it; never zero instead. */
  readonly nullable?: boolean
  /** What absence means here, in a word: shown instead of a dash. */
  readonly absent?: string
  /** For type "enum": the words, in stored order (append only). */
  readonly values?: readonly string[]
  /** ClickHouse type and codec (ZSTD when none is named); absent = live only, not stored. */
  readonly sql?: string
  /** Numbers that are not whole, in an unsigned SQL column: stored as 1 + value × this, 0 = absent (columns/scaled.ts). */
  readonly sqlScale?: number
  /** Not stored: computed from others when read (SQL expression over stored columns). */
  readonly sqlFrom?: string
  /** Other words for it in the filter language (`src`, `bytes`, ...). */
  readonly aliases?: readonly string[]
  /** Shown by default in tables. */
  readonly shown?: boolean
}

export type RowOf<Columns extends readonly Column[]> = {
  -readonly [C in Columns[number] as C["id"]]: C extends { nullable: true } ? JsonOf<C["type"]> | null : JsonOf<C["type"]>
}
