// A rule out of a flow: by its host name, its server's address, or its port.
import { Button, NativeSelect, TextInput } from "@mantine/core"
import { protocols, type FlowRow } from "@netweir/model"
import { addApplicationRule, type ReplyOf } from "@netweir/server/contract"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import { call, type ApiError } from "../../api/call.ts"
import { Problem } from "../../views/states.tsx"

type By = "host" | "address" | "port"
const known = protocols.filter(({ id }) => id > 0).map(({ name }) => name)
const says: Readonly<Record<By, string>> = {
  host: "Whoever asks for this name or one below it, in TLS, QUIC, HTTP or DNS.",
  address: "Whoever talks to this server on this port. Certain, whatever is said.",
  port: "A guess for what nobody recognises; what is recognised keeps its name.",
}

export function NameApplication({ flow }: { flow: FlowRow }) {
  const client = useQueryClient()
  const hasPort = flow.ipProtocol === 6 || flow.ipProtocol === 17
  const choices: (readonly [By, string])[] = [...(flow.hostname === null ? [] : [["host", flow.hostname] as const]), ["address", hasPort ? `${flow.server} port ${flow.serverPort}` : flow.server], ...(hasPort ? [["port", `${flow.l4} port ${flow.serverPort}`] as const] : [])]
  const [by, setBy] = useState<By>(choices[0][0])
  const listId = useId()
  const [application, setApplication] = useState("")
  const add = useMutation<ReplyOf<typeof addApplicationRule>, ApiError>({
    mutationFn: () => call(addApplicationRule, { body: {
      by, value: by === "host" ? (flow.hostname ?? "") : by === "address" ? flow.server : "", application: application.trim(),
      ...(hasPort && by !== "host" && { port: flow.serverPort, l4: flow.ipProtocol === 17 ? "udp" as const : "tcp" as const }),
    } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["rules"] }),
  })
  return (
    <form className="form" style={{ maxWidth: "none" }} onSubmit={(event) => { event.preventDefault(); add.mutate() }}>
      <h3>Name this application</h3>
      <NativeSelect label="Rule by" description={says[by]} value={by} onChange={(event) => setBy(event.currentTarget.value as By)} data={choices.map(([value, label]) => ({ value, label }))} />
      <div className="form-row">
        <TextInput label="Application" description="One of the list, or a name of your own" value={application} onChange={(event) => setApplication(event.currentTarget.value)} list={listId} required maxLength={64} autoComplete="off" />
        <datalist id={listId}>{known.map((name) => <option key={name} value={name} />)}</datalist>
        <Button type="submit" loading={add.isPending} disabled={application.trim() === ""}>Make the rule</Button>
      </div>
      {add.error && <Problem error={add.error} />}
      {add.data && <p className="note" role="status">Added to {add.data.file}: <code>{add.data.line}</code> It names flows that begin from now on.</p>}
    </form>
  )
}
