// Hosts in the table now.
import { hostColumns } from "@netweir/model"
import { liveHosts } from "@netweir/server/contract"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { useLive } from "../../api/use-live.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useCellStyle } from "../../state/session.tsx"
import { isReadable, TableFrame } from "../../table/table-frame.tsx"
import { pageQuery, pageRequest, useTable } from "../../table/use-table.ts"
import { PageHead } from "../../views/panel.tsx"
import { Segments } from "../../views/segments.tsx"
import { Empty } from "../../views/states.tsx"
import { useTitle } from "../../views/use-title.ts"
import { hostTarget } from "../targets.ts"

const hostDefaults = {
  sort: { column: "bytes", descending: true },
  columns: ["ip", "name", "location", "bytes", "bytesSent", "bytesReceived", "bitsPerSecond", "activeFlows", "score", "topApp", "country"],
}
const places = [["all", "All"], ["local", "Local"], ["remote", "Remote"]] as const

export default function Hosts() {
  useTitle("Hosts")
  const id = useInterfaceId()
  const table = useTable("hosts", hostColumns, hostDefaults)
  const where = places.find(([name]) => name === table.search.where)?.[0] ?? "all"
  const about = where === "all" ? "" : `location = ${where}`
  const [paused, setPaused] = useState(false)
  const { data, error, pending } = useLive(id, "hosts", pageRequest(table.state, about), { everyMs: 2_000, enabled: !paused && isReadable(table.state.filter, table) })
  const style = useCellStyle(data?.atMs ?? 0)
  return (
    <>
      <PageHead title="Hosts" />
      <TableFrame
        name="hosts" label="Hosts" entity="host" table={table} style={style} page={data} error={error} pending={pending} paused={paused} onPause={setPaused}
        rowKey={(row) => `${row.ip} ${row.vlan}`}
        target={(row) => hostTarget(id, row.ip, row.vlan)}
        cellTarget={(row, column) => (column.id === "ip" ? hostTarget(id, row.ip, row.vlan) : undefined)}
        ask={(offset, limit) => call(liveHosts, { params: { interface: id }, query: pageQuery(table.state, offset, limit, about) })}
        controls={<Segments label="Where" options={places} value={where} onChange={(next) => table.change({ where: next === "all" ? undefined : next })} />}
        empty={<Empty icon="hosts" title={where === "all" ? "No hosts yet" : `No ${where} hosts`}>{where === "local" ? "Local networks are named with -m when Netweir starts." : "They appear with their first packet."}</Empty>}
      />
    </>
  )
}
