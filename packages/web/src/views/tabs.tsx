// Views of one page, as links or buttons in a row; arrow keys move between them (ARIA tabs pattern).
import { useRef, type KeyboardEvent } from "react"

export function Tabs<Id extends string>({ tabs, active, onChange, label, panelId }: { tabs: readonly (readonly [id: Id, title: string, count?: string])[]; active: Id; onChange: (id: Id) => void; label: string; panelId?: string }) {
  const list = useRef<HTMLDivElement>(null)
  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const at = (tabs.findIndex(([id]) => id === active) + step + tabs.length) % tabs.length
    onChange(tabs[at][0])
    list.current?.querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(([id, title, count]) => (
        <button key={id} type="button" role="tab" className="tab" aria-selected={id === active} aria-controls={panelId} tabIndex={id === active ? 0 : -1} onClick={() => onChange(id)}>
          {title}
          {count && <span className="tab-count">{count}</span>}
        </button>
      ))}
    </div>
  )
}
