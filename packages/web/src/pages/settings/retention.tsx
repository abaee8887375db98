import { Button, TextInput } from "@mantine/core"
import { getHealth } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { call } from "../../api/call.ts"
import { formatCount } from "../../format/number.ts"
import { formatDateTime } from "../../format/time.ts"
import { formatBytes } from "../../format/volume.ts"
import { useSession, useSettings, type Settings } from "../../state/session.tsx"
import { Facts, Panel } from "../../views/panel.tsx"
import { Problem } from "../../views/states.tsx"
import { usePutSettings } from "./use-put-settings.ts"

const GB = 1e9
const MIN_GB = 0.1

export function Retention() {
  const settings = useSettings()
  return <RetentionForm key={JSON.stringify(settings.retention)} settings={settings} />
}

function RetentionForm({ settings: { retention } }: { settings: Settings }) {
  const { role } = useSession()
  const put = usePutSettings()
  const { data: health } = useQuery({ queryKey: ["health"], queryFn: ({ signal }) => call(getHealth, { signal }) })
  const [gigabytes, setGigabytes] = useState(retention.bytes === null ? "" : String(retention.bytes / GB))
  const [days, setDays] = useState(String(retention.days ?? ""))
  const [rollupDays, setRollupDays] = useState(String(retention.rollupDays ?? ""))
  const numberOf = (text: string) => (text.trim() === "" ? null : Number(text))
  const wrong = (text: string, least: number) => (text.trim() !== "" && !(Number(text) >= least) ? `At least ${least}, or empty` : undefined)
  const isWrong = Boolean(wrong(gigabytes, MIN_GB) ?? wrong(days, 1) ?? wrong(rollupDays, 1))
  function save() {
    const size = numberOf(gigabytes)
    put.mutate({ retention: { bytes: size === null ? null : Math.round(size * GB), days: numberOf(days), rollupDays: numberOf(rollupDays) } })
  }
  return (
    <div className="grid">
      <div className="w6">
        <Panel title="How long flows are kept">
          <form onSubmit={(event) => { event.preventDefault(); if (!isWrong) save() }}>
            <fieldset className="form" style={{ border: 0, margin: 0, padding: 0 }} disabled={role !== "admin"}>
              <TextInput label="Largest size" description="Gigabytes; the oldest flows go first. Empty: no limit." inputMode="decimal" value={gigabytes} onChange={(event) => setGigabytes(event.currentTarget.value)} error={wrong(gigabytes, MIN_GB)} />
              <TextInput label="Flows" description="Days. Empty: no limit." inputMode="numeric" value={days} onChange={(event) => setDays(event.currentTarget.value)} error={wrong(days, 1)} />
              <TextInput label="Hourly sums and time series" description="Days, at least as long as flows. Empty: no limit." inputMode="numeric" value={rollupDays} onChange={(event) => setRollupDays(event.currentTarget.value)} error={wrong(rollupDays, 1)} />
              {put.error && <Problem error={put.error} />}
              {role === "admin" ? <Button type="submit" loading={put.isPending} disabled={isWrong}>Save</Button> : <p className="muted small">An administrator changes these.</p>}
            </fieldset>
          </form>
        </Panel>
      </div>
      <div className="w6">
        <Panel title="Kept now">
          {health && <Facts facts={[{ label: "Flows", value: formatCount(health.store.flows) }, { label: "Size", value: formatBytes(health.store.bytes) }, { label: "Oldest", value: formatDateTime(health.store.oldestMs) }, { label: "Bytes a flow", value: health.store.bytesPerFlow?.toFixed(1) ?? "–" }, { label: "Free disk", value: formatBytes(health.disk.freeBytes) }]} />}
        </Panel>
      </div>
    </div>
  )
}
