// The mutes that there are: what they cover, how often they matched, until when.
import { riskMuteColumns } from "@netweir/model"
import { useState } from "react"
import { useCellStyle, useSession } from "../../state/session.tsx"
import { localPage } from "../../table/local-page.ts"
import { TableFrame } from "../../table/table-frame.tsx"
import { useTable } from "../../table/use-table.ts"
import { Icon } from "../../views/icons.tsx"
import { Empty } from "../../views/states.tsx"
import { MuteForm, type MuteStart } from "./mute-form.tsx"
import { useMutes } from "./use-mutes.ts"

export function MuteList({ interfaceId }: { interfaceId: string }) {
  const { role } = useSession()
  const table = useTable("risk-mutes", riskMuteColumns, { sort: { column: "createdMs", descending: true } })
  const { data, error, isPending, refetch } = useMutes()
  const [form, setForm] = useState<MuteStart | null>(null)
  const atMs = data?.atMs ?? 0
  const style = useCellStyle(atMs)
  const rows = data?.mutes ?? []
  const isAdmin = role === "admin"
  return (
    <>
      <TableFrame
        name="risk-mutes" label="Mutes" entity="mute" table={table} style={style} page={data && localPage(rows, riskMuteColumns, table.state, atMs)} error={error ?? undefined} pending={isPending} retry={() => void refetch()}
        rowKey={(row) => row.id}
        onOpen={isAdmin ? (row) => setForm({ risk: row.risk, mute: row }) : undefined}
        ask={async (offset, limit) => localPage(rows, riskMuteColumns, { ...table.state, offset, limit }, atMs)}
        controls={isAdmin && <button type="button" className="button" onClick={() => setForm({ risk: null })}><Icon name="plus" size={14} />Add a mute</button>}
        empty={<Empty icon="check" title="No mutes">{isAdmin ? "A flow's page, or the list of risks, makes one: Mute." : "Administrators make them from a flow's risks."}</Empty>}
      />
      {form && <MuteForm key={form.mute?.id ?? "new"} start={form} interfaceId={interfaceId} onClose={() => setForm(null)} />}
    </>
  )
}
