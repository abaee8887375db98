// The time range: presets, one window back or on, zoom, own times.
import { Button, Popover, TextInput } from "@mantine/core"
import { useState } from "react"
import { formatDateTime } from "../../format/time.ts"
import { useSettings } from "../../state/session.tsx"
import { rangePresets, shifted, zoomed, type RangeChoice, type Span } from "../../state/time-range.ts"
import { Icon } from "../../views/icons.tsx"

export function RangePicker({ choice, span, onChange }: { choice: RangeChoice; span: Span; onChange: (choice: RangeChoice) => void }) {
  const fixed = (next: Span) => onChange({ kind: "fixed", ...next })
  const { dateFormat } = useSettings()
  return (
    <div className="range" role="group" aria-label="Time range">
      <button type="button" className="button icon-only" aria-label="One window earlier" onClick={() => fixed(shifted(span, -1))}><Icon name="left" size={16} /></button>
      <select
        className="plain" aria-label="Range" value={choice.kind === "last" ? choice.name : choice.kind}
        onChange={(event) => {
          const preset = rangePresets.find(([id]) => id === event.target.value)
          if (preset) onChange({ kind: "last", name: preset[0], ms: preset[2] })
          else if (event.target.value === "all") onChange({ kind: "all" })
        }}
      >
        {rangePresets.map(([id, title]) => <option key={id} value={id}>Last {title}</option>)}
        <option value="all">Everything</option>
        {choice.kind === "fixed" && <option value="fixed">{formatDateTime(span.fromMs, dateFormat)} to {formatDateTime(span.toMs, dateFormat)}</option>}
      </select>
      <button type="button" className="button icon-only" aria-label="One window later" onClick={() => fixed(shifted(span, 1))}><Icon name="open" size={16} /></button>
      <button type="button" className="button icon-only" aria-label="Zoom in" onClick={() => fixed(zoomed(span, 0.5))}><Icon name="plus" size={16} /></button>
      <button type="button" className="button icon-only" aria-label="Zoom out" onClick={() => fixed(zoomed(span, 2))}><Icon name="minus" size={16} /></button>
      <OwnTimes span={span} onPick={fixed} />
    </div>
  )
}

/** As datetime-local writes it: local time, no zone. */
function localText(ms: number): string {
  const date = new Date(ms)
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function OwnTimes({ span, onPick }: { span: Span; onPick: (span: Span) => void }) {
  const [isOpen, setOpen] = useState(false)
  const [from, setFrom] = useState("")
  const [to, setTo] = useState("")
  const next = { fromMs: new Date(from).getTime(), toMs: new Date(to).getTime() }
  const isRight = next.fromMs < next.toMs
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom" width={300} trapFocus>
      <Popover.Target><button type="button" className="button" aria-expanded={isOpen} onClick={() => { setFrom(localText(span.fromMs)); setTo(localText(span.toMs)); setOpen(!isOpen) }}>Custom</button></Popover.Target>
      <Popover.Dropdown>
        <form className="range-custom" onSubmit={(event) => { event.preventDefault(); if (isRight) { onPick(next); setOpen(false) } }}>
          <TextInput type="datetime-local" step={1} label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} required />
          <TextInput type="datetime-local" step={1} label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} required error={isRight || !from || !to ? undefined : "Ends before it begins"} />
          <Button type="submit" disabled={!isRight}>Show</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
