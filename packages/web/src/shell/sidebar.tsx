import { Link, useLocation } from "@tanstack/react-router"
import { prefix } from "../state/prefix.ts"
import { Icon } from "../views/icons.tsx"
import { isAt, places } from "./places.ts"

export function Sidebar({ isNarrow, onNarrow, onPicked }: { isNarrow: boolean; onNarrow: () => void; onPicked: () => void }) {
  const path = useLocation().pathname
  return (
    <nav className="sidebar" aria-label="Main">
      <Link to="/" search={keepInterface} className="brand" aria-label="Netweir, dashboard" onClick={onPicked}>
        <img src={`${prefix}/favicon.svg`} width={24} height={24} alt="" />
        <span>Netweir</span>
      </Link>
      <div className="sidebar-groups">
        {places.map((group) => (
          <div key={group.title} className="sidebar-group" role="group" aria-label={group.title}>
            <div className="sidebar-title" aria-hidden="true">{group.title}</div>
            {group.places.map((place) => (
              <Link
                key={place.to} to={place.to} search={keepInterface} className="sidebar-link" onClick={onPicked}
                data-active={isAt(place, path) || undefined} aria-current={isAt(place, path) ? "page" : undefined} title={`${place.title} (g ${place.letter})`}
              >
                <Icon name={place.icon} />
                <span>{place.title}</span>
              </Link>
            ))}
          </div>
        ))}
      </div>
      <button type="button" className="sidebar-link sidebar-fold" onClick={onNarrow} aria-expanded={!isNarrow} aria-label={isNarrow ? "Widen the menu" : "Narrow the menu"}>
        <Icon name="collapse" />
        <span>Narrow</span>
      </button>
    </nav>
  )
}

/** Going to another page keeps the interface and nothing else. */
export function keepInterface(before: Record<string, unknown>): Record<string, string> {
  return typeof before.interface === "string" ? { interface: before.interface } : {}
}
