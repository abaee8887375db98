// Which columns tables have: those of model's flowColumns that carry an SQL type, and one of the store's own.
import { flowColumns, type Column } from "@netweir/model"
import { ipProtocolName } from "@netweir/engine/groups/names.ts"

export interface SqlColumn {
  readonly name: string
  /** ClickHouse type without codec: what Native blocks name. */
  readonly type: string
  /** Type with codec: what tables are made with. */
  readonly definition: string
}

/** The day on which a row was written, in days since the epoch: retention by age must not throw out an old capture just read. */
export const STORED_ON: SqlColumn = { name: "storedOn", type: "Date", definition: "Date CODEC(ZSTD)" }

export const storedFlowColumns: readonly SqlColumn[] = [
  ...(flowColumns as readonly Column[]).flatMap(({ id, sql }) => (sql === undefined ? [] : [{ name: id, type: sql.replace(/ CODEC.*$/, ""), definition: withCodec(sql) }])),
  STORED_ON,
]

/** ZSTD takes a third to a half less than the default LZ4 on flows, at no cost that inserts notice (bench/store). */
function withCodec(sql: string): string {
  return sql.includes(" CODEC(") ? sql : `${sql} CODEC(ZSTD)`
}

const protocolNumbers = Array.from({ length: 256 }, (_, number) => number).filter((number) => !ipProtocolName(number).startsWith("IP-"))

/** The columns of history as the filter language sees them: what is stored, and what SQL derives from it. */
export const historyColumns: readonly Column[] = (flowColumns as readonly Column[]).flatMap((column) => {
  if (column.id === "l4") return [{ ...column, sqlFrom: protocolNameSql() }]
  return column.sql !== undefined || column.sqlFrom !== undefined ? [column] : []
})

/** Our own names only: nothing that people or packets say. */
function protocolNameSql(): string {
  const names = protocolNumbers.map((number) => `'${ipProtocolName(number)}'`)
  return `transform(ipProtocol, [${protocolNumbers.join(", ")}], [${names.join(", ")}], concat('IP-', toString(ipProtocol)))`
}
