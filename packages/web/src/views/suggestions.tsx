// A text field with a list under it (ARIA combobox pattern, list autocomplete): the search box and the filter use it.
import { useEffect, useId, useRef, type KeyboardEvent } from "react"

export interface Suggestion { readonly key: string; readonly text: string; readonly kind: string; readonly help: string }

export interface SuggestionListProps {
  readonly items: readonly Suggestion[]
  readonly active: number
  readonly id: string
  readonly label: string
  readonly onPick: (index: number) => void
}

export function SuggestionList({ items, active, id, label, onPick }: SuggestionListProps) {
  const list = useRef<HTMLUListElement>(null)
  // Braces: newer browsers answer scrollIntoView with a promise, which an effect must not return.
  useEffect(() => { list.current?.children[active]?.scrollIntoView({ block: "nearest" }) }, [active])
  return (
    <ul className="suggestions" role="listbox" id={id} aria-label={label} ref={list}>
      {items.map((item, index) => (
        // Not a click: the field must not lose its focus first.
        <li key={item.key} id={`${id}-${index}`} role="option" aria-selected={index === active} onPointerDown={(event) => { event.preventDefault(); onPick(index) }}>
          <span className="suggestion-text">{item.text}</span>
          <span className="suggestion-help">{item.help}</span>
          <span className="suggestion-kind">{item.kind}</span>
        </li>
      ))}
    </ul>
  )
}

/** Keys of the list, and the attributes that tell it to screen readers. `active` -1: the text as typed. */
export function useSuggestions({ count, active, isOpen, setActive, setOpen, onPick }: { count: number; active: number; isOpen: boolean; setActive: (index: number) => void; setOpen: (isOpen: boolean) => void; onPick: (index: number) => void }) {
  const id = useId()
  const isShown = isOpen && count > 0
  function onKeyDown(event: KeyboardEvent): boolean {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      if (!isShown) setOpen(true)
      else setActive(event.key === "ArrowDown" ? (active + 1) % count : active <= 0 ? count - 1 : active - 1)
      return true
    }
    if (isShown && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && active >= 0) {
      event.preventDefault()
      onPick(active)
      return true
    }
    if (isShown && event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
      return true
    }
    return false
  }
  const aria = { role: "combobox", "aria-expanded": isShown, "aria-controls": isShown ? id : undefined, "aria-autocomplete": "list", "aria-activedescendant": isShown && active >= 0 ? `${id}-${active}` : undefined, autoComplete: "off", spellCheck: false } as const
  return { id, isShown, onKeyDown, aria }
}
