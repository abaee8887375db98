// How a compiled filter reads a live table. A table hands out one reader per column when the filter is compiled;
// after that a test of a row is a call with the row's number: no row object, no string unless the column is text.
// `Row` is whatever names a row: its index in a typed-array table, or a JSON row (see row-readers.ts).

/**
 * Readers of one table. A method answers undefined for a column that the table does not have; a filter on it then finds the
 * value absent in every row.
 */
export interface ColumnReaders<Row = number> {
  /**
   * Columns of type integer, bytes, durationUs, timeMs (ms since the epoch), port, ratio, boolean (0 or 1),
   * enum (index into `values`) and mac (48 bits as one number: high16 * 2^32 + low32). NaN = absent.
   */
  number(columnId: string): ((row: Row) => number) | undefined
  /** Columns of type text. Null or "" = absent. */
  text(columnId: string): ((row: Row) => string | null) | undefined
  /** Columns of type ip: writes four big-endian words (IPv4 as ::ffff:a.b.c.d) to `into`; false = absent. */
  ip(columnId: string): ((row: Row, into: Uint32Array) => boolean) | undefined
  /** Columns of type list (risks: their keys). */
  list(columnId: string): ((row: Row) => readonly string[]) | undefined
}

export type Predicate<Row = number> = (row: Row) => boolean
