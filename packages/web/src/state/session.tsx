// Who uses these pages, and how they like their numbers.
import { getSettings, whoAmI, type ReplyOf } from "@netweir/server/contract"
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query"
import { createContext, use, useEffect, useMemo, type ReactNode } from "react"
import { call, onSessionEnd, setCsrfToken, type ApiError } from "../api/call.ts"
import { liveSocket } from "../api/use-live.ts"
import type { CellStyle } from "../format/cell.ts"

export type Session = ReplyOf<typeof whoAmI>
export type Settings = ReplyOf<typeof getSettings>

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error("useSession outside of a session")
  return session
}

/** Null data: nobody is logged in. */
export function useSessionQuery(): UseQueryResult<Session | null, ApiError> {
  const client = useQueryClient()
  useEffect(() => onSessionEnd(() => client.setQueryData(["session"], null)), [client])
  // The socket is refused without a word when the session is over: ask.
  useEffect(() => liveSocket.onState(() => { if (liveSocket.state() === "lost") void client.invalidateQueries({ queryKey: ["session"] }) }), [client])
  return useQuery<Session | null, ApiError>({
    queryKey: ["session"],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      try {
        const session = await call(whoAmI, { signal })
        setCsrfToken(session.csrfToken)
        return session
      } catch (problem) {
        if ((problem as ApiError).status === 401) return null
        throw problem
      }
    },
  })
}

const defaultSettings: Settings = { retention: { bytes: null, days: null, rollupDays: null }, sessionHours: 12, dateFormat: "iso", throughputUnit: "bits", hostAliases: {} }
const SettingsContext = createContext<Settings>(defaultSettings)

export function SettingsProvider({ children }: { children: ReactNode }) {
  const { data } = useQuery({ queryKey: ["settings"], queryFn: ({ signal }) => call(getSettings, { signal }), staleTime: 60_000 })
  return <SettingsContext.Provider value={data ?? defaultSettings}>{children}</SettingsContext.Provider>
}

export function useSettings(): Settings {
  return use(SettingsContext)
}

/** How cells are written; `nearMs` is the time that "today" is seen from. */
export function useCellStyle(nearMs: number): CellStyle {
  const { dateFormat, throughputUnit } = useSettings()
  // A day is all that it is used for: the style stays the same object while the clock runs.
  const dayMs = Math.floor(nearMs / 60_000) * 60_000
  return useMemo(() => ({ dateFormat, throughputUnit, nearMs: dayMs }), [dateFormat, throughputUnit, dayMs])
}
