// A mute being made or changed: which risk, which flows, why, until when.
import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core"
import { parseMuteFilter, risks, type FlowRow } from "@netweir/model"
import { addRiskMute, deleteRiskMute, editRiskMute, type ReplyOf } from "@netweir/server/contract"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useDeferredValue, useState } from "react"
import { call, type ApiError } from "../../api/call.ts"
import { useLive } from "../../api/use-live.ts"
import { formatThings } from "../../format/number.ts"
import { formatDateTime } from "../../format/time.ts"
import { Confirm } from "../../views/confirm.tsx"
import { Problem } from "../../views/states.tsx"
import { expiryChoices, expiryMs, localTimeText, type Expiry } from "./mute-expiry.ts"
import { muteTerms } from "./mute-terms.ts"
import { useServerNow } from "./use-mutes.ts"

export type Mute = ReplyOf<typeof addRiskMute>
/** Where it begins: from a risk, from a flow that has it, or from a mute that is there. */
export interface MuteStart { readonly risk: string | null; readonly flow?: FlowRow; readonly mute?: Mute }

const byTitle = risks.toSorted((a, b) => a.title.localeCompare(b.title))

export function MuteForm({ start: { risk: firstRisk, flow, mute }, interfaceId, onClose }: { start: MuteStart; interfaceId: string; onClose: () => void }) {
  const client = useQueryClient()
  const now = useServerNow()
  const terms = flow ? muteTerms(flow) : []
  const [risk, setRisk] = useState(firstRisk)
  const [filter, setFilter] = useState(mute ? mute.filter : terms.filter(({ isFirst }) => isFirst).map(({ text }) => text).join(" and "))
  const [reason, setReason] = useState(mute?.reason ?? "")
  const [expiry, setExpiry] = useState<Expiry>(mute ? "as-it-is" : "30d")
  const [until, setUntil] = useState(() => localTimeText(mute?.expiresMs ?? now() + 7 * 86_400_000))
  const parsed = parseMuteFilter(filter)
  const said = filter.split(" and ")
  const toggle = (text: string, on: boolean) => setFilter((on ? [...said.filter(Boolean), text] : said.filter((one) => one !== text)).join(" and "))

  const done = async () => {
    await client.invalidateQueries({ queryKey: ["risk-mutes"] })
    onClose()
  }
  const save = useMutation<Mute, ApiError>({
    mutationFn: () => {
      const body = { risk, filter: filter.trim(), reason, expiresMs: expiryMs(expiry, now(), until, mute?.expiresMs ?? null) }
      return mute ? call(editRiskMute, { params: { id: mute.id }, body }) : call(addRiskMute, { body })
    },
    onSuccess: done,
  })
  const remove = useMutation<unknown, ApiError, string>({ mutationFn: (id) => call(deleteRiskMute, { params: { id } }), onSuccess: done })

  return (
    <Modal opened onClose={onClose} title={mute ? "Change the mute" : "Mute a risk"} size="lg">
      <form className="form" style={{ maxWidth: "none" }} onSubmit={(event) => { event.preventDefault(); save.mutate() }}>
        <p className="muted small">A muted risk is not raised and not scored, from now on and for the flows in the tables. It stays visible on the flow, with your reason.</p>
        <NativeSelect label="Risk" value={risk ?? ""} onChange={(event) => setRisk(event.currentTarget.value || null)} data={[{ value: "", label: "Every risk" }, ...byTitle.map(({ key, title }) => ({ value: key, label: title }))]} />
        {terms.length > 0 && (
          <fieldset className="choices">
            <legend>Only flows of</legend>
            {terms.map(({ label, text }) => <Checkbox key={text} label={label} checked={said.includes(text)} onChange={(event) => toggle(text, event.currentTarget.checked)} />)}
          </fieldset>
        )}
        <Textarea label="Flows" description="In the filter language. Empty: every flow that has this risk." value={filter} onChange={(event) => setFilter(event.currentTarget.value)} autosize minRows={1} maxRows={6} maxLength={2000} spellCheck={false} autoComplete="off" error={parsed.ok ? undefined : parsed.error.message} styles={{ input: { fontFamily: "var(--mono)" } }} />
        {parsed.ok && <MatchesNow interfaceId={interfaceId} risk={risk} filter={filter.trim()} />}
        <TextInput label="Reason" description="Shown with every flow that it mutes" value={reason} onChange={(event) => setReason(event.currentTarget.value)} required maxLength={300} autoComplete="off" data-autofocus />
        <NativeSelect
          label="Expires" description={expiry === "as-it-is" && mute ? (mute.expiresMs === null ? "Never" : formatDateTime(mute.expiresMs)) : "By the clock of the machine that Netweir runs on"} value={expiry} onChange={(event) => setExpiry(event.currentTarget.value as Expiry)}
          data={expiryChoices.filter(([value]) => value !== "as-it-is" || mute !== undefined).map(([value, label]) => ({ value, label }))}
        />
        {expiry === "until" && <TextInput label="Until" type="datetime-local" value={until} onChange={(event) => setUntil(event.currentTarget.value)} required />}
        {save.error && <Problem error={save.error} />}
        {remove.error && <Problem error={remove.error} />}
        <div className="form-row">
          {mute && <Confirm label="Delete" title="Delete this mute?" text="Its risks count again at once." onConfirm={() => remove.mutate(mute.id)} />}
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" loading={save.isPending} disabled={!parsed.ok || reason.trim() === ""}>{mute ? "Save" : "Mute"}</Button>
        </div>
      </form>
    </Modal>
  )
}

/** What it would do now, before it is done. */
function MatchesNow({ interfaceId, risk, filter }: { interfaceId: string; risk: string | null; filter: string }) {
  const has = risk === null ? "(risks exists or mutedRisks exists)" : `(risks = ${risk} or mutedRisks = ${risk})`
  const asked = useDeferredValue(filter === "" ? has : `(${filter}) and ${has}`)
  const { data } = useLive(interfaceId, "flows", { filter: asked, limit: 1 }, { everyMs: 5_000, keep: false })
  return <p className="muted small" role="status">{data ? `Covers ${formatThings(data.matched, "flow")} of those in the table now.` : " "}</p>
}
