// Flows in the table now.
import { flowColumns, type FlowRow } from "@netweir/model"
import { liveFlows } from "@netweir/server/contract"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { useLive } from "../../api/use-live.ts"
import { idByName, useAllStats, useInterfaceId } from "../../state/interfaces.tsx"
import { useCellStyle } from "../../state/session.tsx"
import { isReadable, TableFrame } from "../../table/table-frame.tsx"
import { pageQuery, pageRequest, useTable } from "../../table/use-table.ts"
import { PageHead } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { useTitle } from "../../views/use-title.ts"
import { flowTarget, hostTarget } from "../targets.ts"

/** What most people look for first, as much as fits a screen of 1440 px; the rest waits in the column picker. */
export const flowDefaults = {
  sort: { column: "bytes", descending: true },
  columns: ["lastSeenMs", "durationMs", "app", "client", "clientName", "server", "serverPort", "hostname", "bytes", "bitsPerSecond", "score"],
}

export default function LiveFlows() {
  useTitle("Live flows")
  return (
    <>
      <PageHead title="Live flows" />
      <LiveFlowTable name="flows" />
    </>
  )
}

/** `about`: a filter that the page itself adds, such as one host's flows. */
export function LiveFlowTable({ name, about = "", interfaceId }: { name: string; about?: string; interfaceId?: string }) {
  const chosen = useInterfaceId()
  const id = interfaceId ?? chosen
  const { data: stats } = useAllStats()
  const table = useTable(name, flowColumns, flowDefaults)
  const [paused, setPaused] = useState(false)
  const { data, error, pending } = useLive(id, "flows", pageRequest(table.state, about), { everyMs: 2_000, enabled: !paused && isReadable(table.state.filter, table) })
  const style = useCellStyle(data?.atMs ?? 0)
  const ownId = (row: FlowRow) => idByName(stats, row.interface) ?? id
  return (
    <TableFrame
      name={name} label="Flows" entity="flow" table={table} style={style} page={data} error={error} pending={pending} paused={paused} onPause={setPaused}
      rowKey={(row) => `${row.interface} ${row.flowId}`}
      target={(row) => flowTarget(ownId(row), row.flowId)}
      cellTarget={(row, column) => (column.id === "client" ? hostTarget(ownId(row), row.client, row.vlan) : column.id === "server" ? hostTarget(ownId(row), row.server, row.vlan) : undefined)}
      ask={(offset, limit) => call(liveFlows, { params: { interface: id }, query: pageQuery(table.state, offset, limit, about) })}
      empty={<Empty icon="flows" title="No flows yet">They appear with the first packets of the interface.</Empty>}
    />
  )
}
