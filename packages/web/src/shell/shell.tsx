// The frame of every page: sidebar, top bar, the page, keys.
import { Outlet, useRouterState } from "@tanstack/react-router"
import { Suspense, useEffect, useRef, useState } from "react"
import { StatsProvider } from "../state/interfaces.tsx"
import { SettingsProvider } from "../state/session.tsx"
import { useStored } from "../state/stored.ts"
import { Loading } from "../views/states.tsx"
import { Shortcuts } from "./shortcuts.tsx"
import { Sidebar } from "./sidebar.tsx"
import { TopBar } from "./top-bar.tsx"

export function Shell() {
  const [narrow, setNarrow] = useStored("sidebar")
  const [isMenuOpen, setMenuOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const main = useRef<HTMLElement>(null)
  const lastPath = useRef(path)
  useEffect(() => {
    setMenuOpen(false)
    // A new page: keyboards and screen readers start at its beginning.
    if (lastPath.current !== path) main.current?.focus({ preventScroll: true })
    lastPath.current = path
  }, [path])
  return (
    <SettingsProvider>
      <StatsProvider>
        <a className="skip-link" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus() }}>Skip to the page</a>
        <div className="shell" data-narrow={narrow === "narrow" || undefined} data-menu={isMenuOpen || undefined}>
          <Sidebar isNarrow={narrow === "narrow"} onNarrow={() => setNarrow(narrow === "narrow" ? "" : "narrow")} onPicked={() => setMenuOpen(false)} />
          {isMenuOpen && <button type="button" className="menu-veil" aria-label="Close the menu" onClick={() => setMenuOpen(false)} />}
          <div className="shell-body">
            <TopBar onMenu={() => setMenuOpen(true)} />
            <main id="main" ref={main} tabIndex={-1}>
              <Suspense fallback={<Loading />}><Outlet /></Suspense>
            </main>
          </div>
        </div>
        <Shortcuts />
      </StatsProvider>
    </SettingsProvider>
  )
}
