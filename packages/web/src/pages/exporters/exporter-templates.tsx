// What records of an exporter look like: the templates that hold now.
import type { ExporterTemplate } from "@netweir/model"
import { formatCount } from "../../format/number.ts"
import { formatDateTime } from "../../format/time.ts"
import { useSettings } from "../../state/session.tsx"
import { Panel } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"

export function ExporterTemplates({ templates }: { templates: readonly ExporterTemplate[] }) {
  const { dateFormat } = useSettings()
  if (templates.length === 0) return <Empty title="No templates">NetFlow v9 and IPFIX describe their records by templates; other ways of export have a fixed form.</Empty>
  return (
    <div className="grid">
      {templates.map((template) => (
        <div key={`${template.kind} ${template.templateId}`} className="w6">
          <Panel title={`${template.kind === "options" ? "Options template" : "Template"} ${template.templateId}`} flush aside={<span className="muted small">{formatCount(template.records)} records, told {formatDateTime(template.receivedMs, dateFormat)}</span>}>
            <div className="scroll-x">
              <table className="simple-table" aria-label={`Fields of template ${template.templateId}`}>
                <thead><tr><th>Element</th><th className="numeric">Id</th><th className="numeric">Bytes</th></tr></thead>
                {/* A template may name an element twice; its place tells them apart. */}
                <tbody>{template.fields.map((field, place) => <tr key={`${place} ${field.id}`}><th scope="row">{field.name}</th><td className="numeric">{field.id}</td><td className="numeric">{field.bytes}</td></tr>)}</tbody>
              </table>
            </div>
          </Panel>
        </div>
      ))}
    </div>
  )
}
