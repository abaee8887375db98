// The one seam between our SQL and who runs it: the embedded engine in its child process, or a server over HTTP.
import type { SqlParam } from "@netweir/model"

export interface Database {
  readonly kind: "embedded" | "server"
  /** Null until open. */
  readonly version: string | null
  /** Process id of the engine, when it is ours. */
  readonly pid: number | null
  /** Name of the cluster that tables are spread over, or null. */
  readonly cluster: string | null
  /** Connects or starts; throws StoreError. May be called again after a loss. */
  open(): Promise<void>
  /** A statement without an answer. */
  command(sql: string): Promise<void>
  /** Rows as arrays in the order of the columns; 64-bit numbers come as strings. Parameters are bound: `{name:Type}`. */
  query(sql: string, params: Params): Promise<Row[]>
  /** Puts a file of Native blocks into a table. The same token again (a replay) adds nothing. */
  insert(insert: Insert): Promise<void>
  close(): Promise<void>
}

export type Params = Readonly<Record<string, SqlParam>>
export type Cell = string | number | boolean | null | readonly Cell[]
export type Row = readonly Cell[]

export interface Insert {
  readonly table: string
  readonly columns: readonly string[]
  /** Path of the file. */
  readonly file: string
  readonly token: string
}

export interface DatabaseEvents {
  /** It was open and is gone (crashed, connection lost). Not called for `close()`. */
  onLost(problem: Error): void
}

/** Settings of every insert. One block per batch and partition, so that the token makes a replay exact, in roll-ups too. */
export function insertSettings(token: string): Readonly<Record<string, string | number>> {
  return {
    insert_deduplicate: 1, insert_deduplication_token: token, deduplicate_blocks_in_dependent_materialized_views: 1,
    max_insert_threads: 1, optimize_on_insert: 0, max_partitions_per_insert_block: 0, max_insert_block_size: 16_777_216,
    min_insert_block_size_rows: 16_777_216, min_insert_block_size_bytes: 2_147_483_648,
  }
}

/** Settings of every question, as SQL: given otherwise they would stay set for later queries of the embedded engine. */
export const QUESTION_SETTINGS = [
  "output_format_json_quote_64bit_integers = 1",
  "max_execution_time = 60",
  "max_memory_usage = 2000000000",
  "max_bytes_before_external_group_by = 500000000",
  "max_bytes_before_external_sort = 500000000",
  "query_plan_max_limit_for_lazy_materialization = 1000",
].join(", ")

/** A string literal of our own (paths, tokens); what people say is bound instead. */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`
}
