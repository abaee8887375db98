// One rule file as text: checked while one types, saved as a whole.
import { Button, Textarea } from "@mantine/core"
import { useDebouncedValue } from "@mantine/hooks"
import { notifications } from "@mantine/notifications"
import { checkRuleFile, deleteRuleFile, getRuleFile, putRuleFile, type ReplyOf } from "@netweir/server/contract"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { call, type ApiError } from "../../../api/call.ts"
import { Confirm } from "../../../views/confirm.tsx"
import { Panel } from "../../../views/panel.tsx"
import { Loading, Problem } from "../../../views/states.tsx"

type Loaded = ReplyOf<typeof getRuleFile>
type Problems = ReplyOf<typeof checkRuleFile>["problems"]
const CHECK_AFTER_MS = 400

export function RuleEditor({ name, known, onClose }: { name: string; known: { readonly holds: string; readonly exists: boolean } | undefined; onClose: () => void }) {
  const { data, error } = useQuery<Loaded, ApiError>({ queryKey: ["rules", name], queryFn: ({ signal }) => call(getRuleFile, { params: { file: name }, signal }), gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false })
  const back = <button type="button" className="button" onClick={onClose}>All rule files</button>
  if (error) return <div className="stack"><Problem error={error} /><div>{back}</div></div>
  if (!data) return <Loading label={`Loading ${name}`} />
  return <Editor loaded={data} holds={known?.holds ?? "Domains of one category, named by the file"} exists={known?.exists ?? false} onClose={onClose} back={back} />
}

function Editor({ loaded, holds, exists, onClose, back }: { loaded: Loaded; holds: string; exists: boolean; onClose: () => void; back: React.ReactNode }) {
  const { name } = loaded
  const client = useQueryClient()
  const area = useRef<HTMLTextAreaElement>(null)
  const [saved, setSaved] = useState(loaded)
  const [text, setText] = useState(loaded.text)
  const [checked] = useDebouncedValue(text, CHECK_AFTER_MS)
  const check = useQuery<Problems, ApiError>({ queryKey: ["rules", name, "check", checked], queryFn: async ({ signal }) => (await call(checkRuleFile, { params: { file: name }, body: { text: checked }, signal })).problems, gcTime: 0, placeholderData: (before: Problems | undefined) => before })
  const refresh = () => client.invalidateQueries({ queryKey: ["rules"], exact: true })
  const save = useMutation<ReplyOf<typeof putRuleFile>, ApiError>({
    mutationFn: () => call(putRuleFile, { params: { file: name }, body: { text, version: saved.version } }),
    onSuccess: (reply) => {
      setSaved(reply)
      notifications.show({ message: reply.problems.length === 0 ? "Saved; it counts from now on." : "Saved; lines with problems are left out." })
      return refresh()
    },
  })
  const remove = useMutation<unknown, ApiError>({ mutationFn: () => call(deleteRuleFile, { params: { file: name } }), onSuccess: async () => { await refresh(); onClose() } })
  const isChanged = text !== saved.text || saved.version === ""

  function goTo(line: number) {
    const start = text.split("\n").slice(0, line - 1).reduce((at, one) => at + one.length + 1, 0)
    const end = text.indexOf("\n", start)
    area.current?.focus()
    area.current?.setSelectionRange(start, end < 0 ? text.length : end)
    if (area.current) area.current.scrollTop = Math.max(0, (line - 4) * (area.current.scrollHeight / Math.max(1, text.split("\n").length)))
  }

  return (
    <Panel title={name} aside={back}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <p className="muted">{holds}. Empty lines and lines that begin with # are skipped.</p>
        <Textarea ref={area} aria-label={`Text of ${name}`} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={12} maxRows={30} spellCheck={false} wrap="off" styles={{ input: { fontFamily: "var(--mono, monospace)", fontSize: 12.5, overflowX: "auto" } }} />
        {check.error ? <Problem error={check.error} /> : check.data && check.data.length > 0 ? (
          <div role="status">
            <h3>What cannot be used</h3>
            <ul className="line-problems">
              {check.data.map((problem) => <li key={`${problem.line} ${problem.text}`}>{problem.line > 0 ? <button type="button" className="link-button" onClick={() => goTo(problem.line)}>Line {problem.line}</button> : "The file"}: {problem.text}</li>)}
            </ul>
          </div>
        ) : check.data && <p className="muted" role="status">Every line can be used.</p>}
        {save.error && <Problem error={save.error} />}
        {remove.error && <Problem error={remove.error} />}
        <div className="form-row" style={{ justifyContent: "space-between" }}>
          <Button type="submit" loading={save.isPending} disabled={!isChanged}>Save</Button>
          {(exists || saved.version !== "") && <Confirm label="Remove" title={`Remove ${name}?`} text="Its rules end at once." onConfirm={() => remove.mutate()} />}
        </div>
      </form>
    </Panel>
  )
}
