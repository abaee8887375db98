// The filter line: completion at the cursor, the place of a mistake, and one chip per term.
import type { Column } from "@netweir/model"
import { allOf, complete, formatFilter, parseFilter } from "@netweir/model/filter/index.ts"
import { completeFilter } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { useDeferredValue, useEffect, useRef, useState } from "react"
import { flushSync } from "react-dom"
import { call } from "../api/call.ts"
import { Icon } from "../views/icons.tsx"
import { SuggestionList, useSuggestions } from "../views/suggestions.tsx"

export function FilterInput({ entity, columns, value, onChange }: { entity: "flow" | "host" | "group" | "exporter" | "mute"; columns: readonly Column[]; value: string; onChange: (filter: string) => void }) {
  const [text, setText] = useState(value)
  const [cursor, setCursor] = useState(value.length)
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const [isChecked, setChecked] = useState(true)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => { setText(value); setChecked(true) }, [value])

  const parsed = parseFilter(text, columns)
  const plain = complete(text, cursor, columns)
  const valued = plain.valuesOf
  const wanted = useDeferredValue(valued ? `${valued.column.id}\n${valued.typed}` : "")
  const [column = "", typed = ""] = wanted.split("\n")
  const { data: values = [] } = useQuery<readonly string[]>({
    queryKey: ["complete", entity, column, typed], enabled: isOpen && wanted !== "" && entity !== "mute", staleTime: 10_000, retry: false,
    queryFn: ({ signal }) => call(completeFilter, { query: { entity: entity === "mute" ? "flow" : entity, column, prefix: typed.slice(0, 100) }, signal }),
  })
  const { items: found, from, to } = values.length > 0 ? complete(text, cursor, columns, () => values) : plain
  // A column that answers to several words comes once.
  const items = [...new Map(found.map((item) => [`${item.kind} ${item.text}`, item] as const)).values()]
  const suggestions = useSuggestions({ count: items.length, active, isOpen, setActive, setOpen, onPick: pick })

  function pick(index: number) {
    const item = items[index]
    if (!item) return
    const rest = text.slice(to)
    const head = `${text.slice(0, from)}${item.text}${rest.startsWith(" ") ? "" : " "}`
    // At once, not with the next frame: the caret must stand there before the next key does.
    flushSync(() => {
      setText(head + rest)
      setCursor(head.length)
      setActive(-1)
      setOpen(true)
    })
    input.current?.setSelectionRange(head.length, head.length)
  }
  function apply(next = text) {
    setChecked(true)
    setOpen(false)
    if (parseFilter(next, columns).ok) onChange(next.trim())
  }

  const applied = parseFilter(value, columns)
  const terms = applied.ok && applied.tree.kind !== "all" ? (applied.tree.kind === "and" ? applied.tree.parts : [applied.tree]) : []
  const error = isChecked && !parsed.ok ? parsed.error : undefined
  return (
    <div className="filter">
      <form className="filter-line" onSubmit={(event) => { event.preventDefault(); apply() }}>
        <Icon name="funnel" size={15} />
        <input
          ref={input} type="text" aria-label="Filter" placeholder={entity === "flow" ? 'Filter: app = "TLS.Netflix" and bytes > 1MB' : entity === "host" ? "Filter: location = local and score > 0" : entity === "mute" ? "Filter: state = expired" : "Filter: bytes > 1MB"}
          value={text} {...suggestions.aria} aria-invalid={error ? true : undefined} aria-describedby={error ? "filter-error" : undefined} maxLength={2_000} autoCapitalize="off" enterKeyHint="search"
          onChange={(event) => { setText(event.target.value); setCursor(event.target.selectionStart ?? event.target.value.length); setOpen(true); setActive(-1); setChecked(false) }}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
          onFocus={() => { setOpen(true); setActive(-1) }} onBlur={() => { setOpen(false); setChecked(true) }}
          onKeyDown={(event) => { if (!suggestions.onKeyDown(event) && event.key === "Escape") event.currentTarget.blur() }}
        />
        {text !== "" && <button type="button" className="button quiet icon-only" aria-label="Remove the filter" onClick={() => { setText(""); apply("") }}><Icon name="close" size={14} /></button>}
        {text.trim() !== value && <button type="submit" className="button">Apply</button>}
        {suggestions.isShown && <SuggestionList id={suggestions.id} label="Completions" active={active} onPick={pick} items={items.map((item) => ({ key: `${item.kind} ${item.text}`, text: item.text, kind: item.kind, help: item.help }))} />}
      </form>
      {error && (
        <div className="filter-error" id="filter-error" role="alert">
          <div className="filter-place" aria-hidden="true">{text.slice(0, error.position)}<mark>{text.slice(error.position, error.position + Math.max(1, error.length)) || " "}</mark>{text.slice(error.position + Math.max(1, error.length))}</div>
          {error.message} <span className="muted">At character {error.position + 1}.</span>
          {error.suggestion && <> Did you mean <button type="button" className="link-button" onClick={() => { const mended = text.slice(0, error.position) + error.suggestion + text.slice(error.position + error.length); setText(mended); setChecked(true); if (parseFilter(mended, columns).ok) onChange(mended) }}>{error.suggestion}</button>?</>}
        </div>
      )}
      {terms.length > 0 && !error && (
        <ul className="chips" aria-label="Active filter">
          {terms.map((term, index) => (
            <li key={formatFilter(term)} className="chip">
              <code>{formatFilter(term)}</code>
              <button type="button" aria-label={`Remove ${formatFilter(term)}`} onClick={() => onChange(formatFilter(allOf(terms.filter((_, other) => other !== index))))}><Icon name="close" size={12} /></button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
