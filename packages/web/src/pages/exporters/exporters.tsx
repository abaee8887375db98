// What exports flow records to us, one row per observation point.
import { exporterColumns } from "@netweir/model"
import { liveExporters } from "@netweir/server/contract"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { useLive } from "../../api/use-live.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useCellStyle } from "../../state/session.tsx"
import { isReadable, TableFrame } from "../../table/table-frame.tsx"
import { pageQuery, pageRequest, useTable } from "../../table/use-table.ts"
import { PageHead } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { useTitle } from "../../views/use-title.ts"
import { exporterTarget } from "../targets.ts"

export default function Exporters() {
  useTitle("Exporters")
  const id = useInterfaceId()
  const table = useTable("exporters", exporterColumns, { sort: { column: "records", descending: true } })
  const [paused, setPaused] = useState(false)
  const { data, error, pending } = useLive(id, "exporters", pageRequest(table.state), { everyMs: 2_000, enabled: !paused && isReadable(table.state.filter, table) })
  const style = useCellStyle(data?.atMs ?? 0)
  return (
    <>
      <PageHead title="Exporters" sub="Routers, switches, firewalls, sensors and probes that send flow records, by observation domain." />
      <TableFrame
        name="exporters" label="Exporters" entity="exporter" table={table} style={style} page={data} error={error} pending={pending} paused={paused} onPause={setPaused}
        rowKey={(row) => row.key}
        target={(row) => exporterTarget(id, row.key)}
        cellTarget={(row, column) => (column.id === "exporter" ? exporterTarget(id, row.key) : undefined)}
        ask={(offset, limit) => call(liveExporters, { params: { interface: id }, query: pageQuery(table.state, offset, limit) })}
        empty={<Empty icon="exporters" title="Nobody has sent flow records yet">Start Netweir with <code>-i flows://:2055</code> and point NetFlow, IPFIX or sFlow of your devices at this port.</Empty>}
      />
    </>
  )
}
