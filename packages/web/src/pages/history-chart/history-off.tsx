import { Empty } from "../../views/states.tsx"

export function HistoryOff({ small = false }: { small?: boolean }) {
  return (
    <Empty icon="explorer" title="History is off">
      Netweir was started with <code>--store none</code>: it shows what is going on now and keeps nothing.
      {!small && <> Start it without that option to store flows in the embedded database, or with <code>--store clickhouse://…</code> to use a server.</>}
    </Empty>
  )
}
