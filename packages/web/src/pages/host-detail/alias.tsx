import { Button, Modal, TextInput } from "@mantine/core"
import type { HostDetail } from "@netweir/model"
import { putHostAlias } from "@netweir/server/contract"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { useSession } from "../../state/session.tsx"
import { Icon } from "../../views/icons.tsx"
import { Problem } from "../../views/states.tsx"

/** An administrator's own name for the host; it goes before all learned ones. */
export function Alias({ host }: { host: HostDetail }) {
  const { role } = useSession()
  const client = useQueryClient()
  const present = host.row.nameSource === "alias" ? (host.row.name ?? "") : ""
  const [isOpen, setOpen] = useState(false)
  const [alias, setAlias] = useState(present)
  const put = useMutation({
    mutationFn: () => call(putHostAlias, { params: { ip: host.row.ip }, body: { alias: alias.trim() } }),
    onSuccess: async () => {
      setOpen(false)
      await client.invalidateQueries({ queryKey: ["settings"] })
    },
  })
  if (role !== "admin") return null
  return (
    <>
      <button type="button" className="button" onClick={() => { setAlias(present); put.reset(); setOpen(true) }}><Icon name="edit" size={14} />{present ? "Change alias" : "Give an alias"}</button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={`Alias of ${host.row.ip}`}>
        <form className="form" onSubmit={(event) => { event.preventDefault(); put.mutate() }}>
          <TextInput label="Alias" description="Shown in place of learned names; empty removes it." value={alias} onChange={(event) => setAlias(event.currentTarget.value)} maxLength={100} data-autofocus />
          {put.error && <Problem error={put.error} />}
          <Button type="submit" loading={put.isPending}>Save</Button>
        </form>
      </Modal>
    </>
  )
}
