import { Button, Modal, PasswordInput, TextInput } from "@mantine/core"
import { addUser, deleteUser, editUser, listUsers, type ReplyOf } from "@netweir/server/contract"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { call, type ApiError } from "../../api/call.ts"
import { formatDateTime } from "../../format/time.ts"
import { useSession, useSettings } from "../../state/session.tsx"
import { Confirm } from "../../views/confirm.tsx"
import { Icon } from "../../views/icons.tsx"
import { Panel } from "../../views/panel.tsx"
import { Segments } from "../../views/segments.tsx"
import { Loading, Problem } from "../../views/states.tsx"

type User = ReplyOf<typeof listUsers>[number]

export function Users() {
  const client = useQueryClient()
  const { user: me } = useSession()
  const { dateFormat } = useSettings()
  const { data, error, refetch } = useQuery<readonly User[], ApiError>({ queryKey: ["users"], queryFn: ({ signal }) => call(listUsers, { signal }) })
  const [edited, setEdited] = useState<User | "new" | null>(null)
  const remove = useMutation<unknown, ApiError, string>({ mutationFn: (name) => call(deleteUser, { params: { name } }), onSuccess: () => client.invalidateQueries({ queryKey: ["users"] }) })
  return (
    <Panel title="Users" flush aside={<button type="button" className="button" onClick={() => setEdited("new")}><Icon name="plus" size={14} />Add a user</button>}>
      {remove.error && <Problem error={remove.error} />}
      {error ? <Problem error={error} retry={() => void refetch()} /> : !data ? <Loading /> : (
        <div className="scroll-x">
          <table className="simple-table">
            <thead><tr><th>User</th><th className="wide-column">Full name</th><th>Role</th><th className="wide-column">Added</th><th>Last login</th><th><span className="visually-hidden">Change</span></th></tr></thead>
            <tbody>
              {data.map((user) => (
                <tr key={user.name}>
                  <th scope="row"><b>{user.name}</b>{user.name === me && <span className="muted"> you</span>}</th><td className="wide-column">{user.fullName}</td><td><span className={`tag ${user.role === "admin" ? "tone-accent" : ""}`}>{user.role}</span></td>
                  <td className="nowrap wide-column">{formatDateTime(user.createdMs, dateFormat)}</td><td className="nowrap">{user.lastLoginMs === null ? "never" : formatDateTime(user.lastLoginMs, dateFormat)}</td>
                  <td className="numeric">
                    <button type="button" className="button quiet" onClick={() => setEdited(user)}>Edit</button>
                    {user.name !== me && <Confirm label="Delete" title={`Delete ${user.name}?`} text="Their sessions end and their tokens are revoked." onConfirm={() => remove.mutate(user.name)} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {edited && <UserForm key={edited === "new" ? "" : edited.name} user={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Panel>
  )
}

function UserForm({ user, onClose }: { user: User | null; onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState("")
  const [fullName, setFullName] = useState(user?.fullName ?? "")
  const [role, setRole] = useState<"admin" | "viewer">(user?.role ?? "viewer")
  const [password, setPassword] = useState("")
  const save = useMutation<unknown, ApiError>({
    mutationFn: () => (user ? call(editUser, { params: { name: user.name }, body: { fullName, role, ...(password ? { password } : {}) } }) : call(addUser, { body: { name, fullName, role, password } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["users"] })
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title={user ? `User ${user.name}` : "Add a user"}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        {!user && <TextInput label="User" description="Letters, digits and . _ @ -" value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={64} pattern="[A-Za-z0-9._@\-]+" autoComplete="off" data-autofocus />}
        <TextInput label="Full name" value={fullName} onChange={(event) => setFullName(event.currentTarget.value)} maxLength={200} />
        <div><h3>Role</h3><Segments label="Role" options={[["viewer", "Viewer"], ["admin", "Administrator"]] as const} value={role} onChange={setRole} /></div>
        <PasswordInput label={user ? "New password" : "Password"} description={user ? "Empty: it stays. At least 8 characters." : "At least 8 characters."} value={password} onChange={(event) => setPassword(event.currentTarget.value)} required={!user} minLength={8} maxLength={256} autoComplete="new-password" />
        {save.error && <Problem error={save.error} />}
        <Button type="submit" loading={save.isPending}>Save</Button>
      </form>
    </Modal>
  )
}
