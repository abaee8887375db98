import { useSession, useSettings } from "../../state/session.tsx"
import { useTheme } from "../../state/theme.ts"
import { formatDateTime } from "../../format/time.ts"
import { Panel } from "../../views/panel.tsx"
import { Segments } from "../../views/segments.tsx"
import { Problem } from "../../views/states.tsx"
import { usePutSettings } from "./use-put-settings.ts"

export function Appearance() {
  const [theme, setTheme] = useTheme()
  const { role } = useSession()
  const settings = useSettings()
  const put = usePutSettings()
  const nowMs = Date.now()
  return (
    <div className="grid">
      <div className="w6">
        <Panel title="This browser">
          <div className="form">
            <div><h3>Theme</h3><Segments label="Theme" options={[["light", "Light"], ["dark", "Dark"], ["auto", "As the system"]] as const} value={theme} onChange={setTheme} /></div>
            <p className="muted small">Columns of tables and the width of the menu are kept in this browser, too.</p>
          </div>
        </Panel>
      </div>
      <div className="w6">
        <Panel title="Everybody">
          <fieldset className="form" style={{ border: 0, margin: 0, padding: 0 }} disabled={role !== "admin"}>
            <div><h3>Throughput in</h3><Segments label="Throughput unit" options={[["bits", "Bits per second"], ["bytes", "Bytes per second"]] as const} value={settings.throughputUnit} onChange={(throughputUnit) => put.mutate({ throughputUnit })} /></div>
            <div><h3>Dates</h3><Segments label="Date format" options={[["iso", formatDateTime(nowMs, "iso")], ["locale", formatDateTime(nowMs, "locale")]] as const} value={settings.dateFormat} onChange={(dateFormat) => put.mutate({ dateFormat })} /></div>
            {put.error && <Problem error={put.error} />}
            {role !== "admin" && <p className="muted small">An administrator changes these.</p>}
          </fieldset>
        </Panel>
      </div>
    </div>
  )
}
