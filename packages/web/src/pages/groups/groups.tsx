// Networks, ASNs, countries, VLANs, devices, applications, ...: one page for all of them.
import type { GroupKind } from "@netweir/model"
import { liveGroups } from "@netweir/server/contract"
import { Link, useNavigate, useParams } from "@tanstack/react-router"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { useLive } from "../../api/use-live.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useCellStyle } from "../../state/session.tsx"
import { isReadable, TableFrame } from "../../table/table-frame.tsx"
import { pageQuery, pageRequest, useTable } from "../../table/use-table.ts"
import { PageHead } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { Tabs } from "../../views/tabs.tsx"
import { useTitle } from "../../views/use-title.ts"
import { groupTarget } from "../targets.ts"
import { columnsOf, familyOf, isGroupKind, kindTitles, shownColumns } from "./kinds.ts"

export default function Groups() {
  const { kind = "" } = useParams({ strict: false })
  if (!isGroupKind(kind)) return <Empty title="There is no such group">Pick one in the menu.</Empty>
  return <GroupTable key={kind} kind={kind} />
}

function GroupTable({ kind }: { kind: GroupKind }) {
  const { title, help } = kindTitles[kind]
  useTitle(title)
  const id = useInterfaceId()
  const navigate = useNavigate()
  const table = useTable(`groups.${kind}`, columnsOf(kind), { sort: { column: "bytes", descending: true }, columns: shownColumns(kind) })
  const [paused, setPaused] = useState(false)
  const { data, error, pending } = useLive(id, "groups", { ...pageRequest(table.state), kind }, { everyMs: 2_000, enabled: !paused && isReadable(table.state.filter, table) })
  const style = useCellStyle(data?.atMs ?? 0)
  const family = familyOf(kind)
  return (
    <>
      <PageHead title={title} sub={help}>{kind === "application" && <Link to="/protocols" className="button">All known protocols</Link>}</PageHead>
      {family.length > 1 && <Tabs label="Groups" tabs={family.map((one) => [one, kindTitles[one].title] as const)} active={kind} onChange={(next) => void navigate({ to: "/groups/$kind", params: { kind: next } })} />}
      <TableFrame
        name={kind} label={title} entity="group" table={table} style={style} page={data} error={error} pending={pending} paused={paused} onPause={setPaused}
        rowKey={(row) => row.key}
        target={(row) => groupTarget(id, kind, row.key)}
        cellTarget={(row, column) => (column.id === table.shown[0]?.id ? groupTarget(id, kind, row.key) : undefined)}
        ask={(offset, limit) => call(liveGroups, { params: { interface: id, kind }, query: pageQuery(table.state, offset, limit) })}
        empty={<Empty title={`No ${title.toLowerCase()} yet`}>{help}</Empty>}
      />
    </>
  )
}
