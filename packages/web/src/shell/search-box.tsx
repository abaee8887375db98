// Hosts, devices, networks and applications by a part of their name.
import { search, type ReplyOf } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useDeferredValue, useState } from "react"
import { call } from "../api/call.ts"
import { ALL_INTERFACES, idByName, useAllStats } from "../state/interfaces.tsx"
import { Icon } from "../views/icons.tsx"
import { SuggestionList, useSuggestions } from "../views/suggestions.tsx"

const groupPages = new Set(["device", "network", "application", "asn", "country", "vlan"])

export function SearchBox() {
  const [text, setText] = useState("")
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const asked = useDeferredValue(text.trim())
  const navigate = useNavigate()
  const { data: stats } = useAllStats()
  const { data: found = [], isFetched } = useQuery<ReplyOf<typeof search>>({
    queryKey: ["search", asked], enabled: asked.length > 0, staleTime: 5_000, placeholderData: (before) => before,
    queryFn: ({ signal }) => call(search, { query: { text: asked, limit: 12 }, signal }),
  })
  // While an answer is under way the last one stands, less what no longer fits: Enter must not open something else.
  const wanted = text.trim().toLowerCase()
  const items = wanted ? found.filter(({ key, label }) => `${key}\n${label}`.toLowerCase().includes(wanted)) : []
  const suggestions = useSuggestions({ count: items.length, active, isOpen, setActive, setOpen, onPick: pick })

  function pick(index: number) {
    const item = items[index]
    if (!item) return
    setText("")
    setOpen(false)
    const onInterface = stats?.some((one) => String(one.id) === item.interface) ? item.interface : (idByName(stats, item.interface) ?? ALL_INTERFACES)
    if (item.kind === "host") void navigate({ to: "/hosts/$interface/$ip", params: { interface: onInterface, ip: item.key } })
    else if (groupPages.has(item.kind)) void navigate({ to: "/groups/$kind/$key", params: { kind: item.kind, key: item.key }, search: { interface: onInterface } as never })
    ;(document.activeElement as HTMLElement | null)?.blur()
  }

  return (
    <div className="search-box" role="search">
      <Icon name="search" size={16} />
      <input
        id="search" type="search" aria-label="Search hosts, devices, networks, applications" placeholder="Search hosts, devices, apps" value={text} {...suggestions.aria} maxLength={100}
        onChange={(event) => { setText(event.target.value); setActive(0); setOpen(true) }}
        onFocus={() => setOpen(true)} onBlur={() => setOpen(false)}
        onKeyDown={(event) => { if (!suggestions.onKeyDown(event) && event.key === "Escape") event.currentTarget.blur() }}
      />
      <kbd aria-hidden="true">/</kbd>
      {suggestions.isShown && <SuggestionList id={suggestions.id} label="Found" active={active} onPick={pick} items={items.map((item) => ({ key: `${item.kind} ${item.key} ${item.interface}`, text: item.label || item.key, kind: item.kind, help: item.label && item.label !== item.key ? item.key : "" }))} />}
      {isOpen && asked && items.length === 0 && isFetched && <div className="suggestions suggestions-none" role="status">Nothing has “{asked}” in its name.</div>}
    </div>
  )
}
