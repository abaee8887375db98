import { Button, Modal, TextInput } from "@mantine/core"
import { addToken, deleteToken, listTokens, type ReplyOf } from "@netweir/server/contract"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { call, type ApiError } from "../../api/call.ts"
import { formatDateTime } from "../../format/time.ts"
import { useSession, useSettings } from "../../state/session.tsx"
import { Confirm } from "../../views/confirm.tsx"
import { Icon } from "../../views/icons.tsx"
import { Panel } from "../../views/panel.tsx"
import { Segments } from "../../views/segments.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"

type Token = ReplyOf<typeof listTokens>[number]
const DAY_MS = 86_400_000
const lifetimes = [["30", "30 days"], ["365", "1 year"], ["", "Never ends"]] as const

export function Tokens() {
  const client = useQueryClient()
  const { dateFormat } = useSettings()
  const { data, error, refetch } = useQuery<readonly Token[], ApiError>({ queryKey: ["tokens"], queryFn: ({ signal }) => call(listTokens, { signal }) })
  const [isAdding, setAdding] = useState(false)
  const remove = useMutation<unknown, ApiError, string>({ mutationFn: (id) => call(deleteToken, { params: { id } }), onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }) })
  return (
    <Panel title="API tokens" flush aside={<button type="button" className="button" onClick={() => setAdding(true)}><Icon name="plus" size={14} />Make a token</button>}>
      {remove.error && <Problem error={remove.error} />}
      {error ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Loading /> : data.length === 0 ? <Empty title="No tokens">Programs send one as <code>Authorization: Bearer TOKEN</code>.</Empty> : (
        <div className="scroll-x">
          <table className="simple-table">
            <thead><tr><th>Label</th><th>User</th><th>Role</th><th>Made</th><th>Last used</th><th>Ends</th><th><span className="visually-hidden">Change</span></th></tr></thead>
            <tbody>
              {data.map((token) => (
                <tr key={token.id}>
                  <th scope="row"><b>{token.label}</b></th><td>{token.user}</td><td><span className="tag">{token.role}</span></td><td className="nowrap">{formatDateTime(token.createdMs, dateFormat)}</td>
                  <td className="nowrap">{token.lastUsedMs === null ? "never" : formatDateTime(token.lastUsedMs, dateFormat)}</td><td className="nowrap">{token.expiresMs === null ? "never" : formatDateTime(token.expiresMs, dateFormat)}</td>
                  <td className="numeric"><Confirm label="Revoke" title={`Revoke ${token.label}?`} text="Programs that use it are refused at once." onConfirm={() => remove.mutate(token.id)} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isAdding && <TokenForm onClose={() => setAdding(false)} />}
    </Panel>
  )
}

function TokenForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const { role: own } = useSession()
  const [label, setLabel] = useState("")
  const [role, setRole] = useState<"viewer" | "admin">("viewer")
  const [days, setDays] = useState<(typeof lifetimes)[number][0]>("365")
  const make = useMutation<ReplyOf<typeof addToken>, ApiError>({
    mutationFn: () => call(addToken, { body: { label, role, ...(days ? { expiresMs: Date.now() + Number(days) * DAY_MS } : {}) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  })
  return (
    <Modal opened onClose={onClose} title="Make an API token">
      {make.data ? (
        <div className="form">
          <p>Copy it now: it is not shown again.</p>
          <code className="secret">{make.data.secret}</code>
          <div className="form-row"><Button onClick={() => void navigator.clipboard?.writeText(make.data.secret)}>Copy</Button><Button variant="default" onClick={onClose}>Done</Button></div>
        </div>
      ) : (
        <form className="form" onSubmit={(event) => { event.preventDefault(); make.mutate() }}>
          <TextInput label="Label" description="What will use it" value={label} onChange={(event) => setLabel(event.currentTarget.value)} required maxLength={100} data-autofocus />
          {own === "admin" && <div><h3>Role</h3><Segments label="Role" options={[["viewer", "Viewer"], ["admin", "Administrator"]] as const} value={role} onChange={setRole} /></div>}
          <div><h3>Ends after</h3><Segments label="Ends after" options={lifetimes} value={days} onChange={setDays} /></div>
          {make.error && <Problem error={make.error} />}
          <Button type="submit" loading={make.isPending}>Make it</Button>
        </form>
      )}
    </Modal>
  )
}
