// Keys of the whole application: `/` search, `g` + letter, `j`/`k` rows, `?` help. None of them while typing.
import { Modal } from "@mantine/core"
import { useNavigate } from "@tanstack/react-router"
import { useEffect, useRef, useState } from "react"
import { allPlaces } from "./places.ts"
import { keepInterface } from "./sidebar.tsx"

const CHORD_MS = 1_500

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main tr[data-row]")]
  if (rows.length === 0) return
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement))
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))]
  next.focus()
  next.scrollIntoView({ block: "nearest" })
}

export function Shortcuts() {
  const navigate = useNavigate()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const chordUntil = useRef(0)
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("[role=dialog]")) return
      if (event.timeStamp < chordUntil.current) {
        chordUntil.current = 0
        const place = allPlaces.find((one) => one.letter === event.key)
        if (place) {
          event.preventDefault()
          void navigate({ to: place.to, search: keepInterface })
        }
        return
      }
      const action = { "/": () => document.getElementById("search")?.focus(), g: () => { chordUntil.current = event.timeStamp + CHORD_MS }, "?": () => setHelpOpen(true), j: () => focusRow(1), k: () => focusRow(-1), p: () => document.querySelector<HTMLElement>("[data-pause]")?.click() }[event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener("keydown", onKeyDown)
    return () => removeEventListener("keydown", onKeyDown)
  }, [navigate])
  return (
    <Modal opened={isHelpOpen} onClose={() => setHelpOpen(false)} title="Keyboard" size="md">
      <table className="keys">
        <tbody>
          {([["/", "Search"], ["j k", "Next, previous row"], ["Enter", "Open the row"], ["p", "Pause, go on"], ["Esc", "Leave a field, close"], ["?", "This help"]] as const).map(([keys, meaning]) => <KeyRow key={keys} keys={keys} meaning={meaning} />)}
          {allPlaces.map((place) => <KeyRow key={place.to} keys={`g ${place.letter}`} meaning={place.title} />)}
        </tbody>
      </table>
    </Modal>
  )
}

function KeyRow({ keys, meaning }: { keys: string; meaning: string }) {
  return (
    <tr>
      <th scope="row">{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</th>
      <td>{meaning}</td>
    </tr>
  )
}
