// The interfaces and their counters, asked for once for all pages; and which one the pages are about.
import type { InterfaceStats } from "@netweir/model"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { createContext, use, useCallback, type ReactNode } from "react"
import { useLive, type Live } from "../api/use-live.ts"
import type { SearchParams } from "./search-params.ts"
import { sumOf } from "./sum-of-interfaces.ts"

export const ALL_INTERFACES = "all"
const StatsContext = createContext<Live<readonly InterfaceStats[]>>({ data: undefined, error: undefined, pending: true })

export function StatsProvider({ children }: { children: ReactNode }) {
  const live = useLive<"stats", readonly InterfaceStats[]>(ALL_INTERFACES, "stats", {}, { everyMs: 1_000 })
  return <StatsContext.Provider value={live}>{children}</StatsContext.Provider>
}

export function useAllStats(): Live<readonly InterfaceStats[]> {
  return use(StatsContext)
}

/** The chosen interface: an id, or "all". Without a choice the only one, or all. */
export function useInterfaceId(): string {
  const search: { interface?: string } = useSearch({ strict: false })
  const { data } = useAllStats()
  const chosen = search.interface
  if (chosen === ALL_INTERFACES || (chosen !== undefined && (!data || data.some((one) => String(one.id) === chosen)))) return chosen
  return data?.length === 1 ? String(data[0].id) : ALL_INTERFACES
}

export function useChooseInterface(): (id: string) => void {
  const navigate = useNavigate()
  return useCallback((id) => void navigate({ to: ".", search: (before: SearchParams): SearchParams => ({ ...before, interface: id, page: undefined }) }), [navigate])
}

/** One interface's counters, or the sum of all. */
export function useChosenStats(): InterfaceStats | undefined {
  const id = useInterfaceId()
  const { data } = useAllStats()
  if (!data || data.length === 0) return undefined
  return id === ALL_INTERFACES ? sumOf(data) : data.find((one) => String(one.id) === id)
}

/** The interface's id for the name that a row carries. */
export function idByName(stats: readonly InterfaceStats[] | undefined, name: string): string | undefined {
  const found = stats?.find((one) => one.name === name)
  return found && String(found.id)
}
