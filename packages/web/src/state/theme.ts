// Light, dark, or as the system says. public/theme.js reads the same choice before the first paint.
import type { MantineColorSchemeManager } from "@mantine/core"
import { useMantineColorScheme } from "@mantine/core"
import { useSyncExternalStore } from "react"
import { store } from "./stored.ts"

export type Theme = "light" | "dark" | "auto"
const NAME = "theme"

function isTheme(value: unknown): value is Theme {
  return value === "light" || value === "dark" || value === "auto"
}
function read(fallback: Theme): Theme {
  try {
    const value = localStorage.getItem(`netweir.${NAME}`)
    return isTheme(value) ? value : fallback
  } catch {
    return fallback
  }
}

export const themeManager: MantineColorSchemeManager = {
  get: (fallback) => read(fallback),
  set: (value) => store(NAME, value),
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => store(NAME, ""),
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  // keepTransitions: otherwise Mantine stops them with a <style> element, which the CSP forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return [colorScheme, setColorScheme]
}

const SHOWN = "data-mantine-color-scheme"
function whenShownChanges(tell: () => void): () => void {
  const observer = new MutationObserver(tell)
  observer.observe(document.documentElement, { attributeFilter: [SHOWN] })
  return () => observer.disconnect()
}

/** What the page looks like now, for what has to be painted anew: under "auto" the system changes it while the page is open. */
export function useShownTheme(): string | null {
  return useSyncExternalStore(whenShownChanges, () => document.documentElement.getAttribute(SHOWN))
}
