// The query string of the page as values, and a way to change a part of it.
import { useNavigate, useSearch } from "@tanstack/react-router"
import { useCallback } from "react"
import type { SearchParams } from "./search-params.ts"

export type SearchChange = Readonly<Record<string, string | undefined>>

/** A change of the filter or the sort starts at page one again; `replace` keeps small steps out of the history. */
export function useSearchState(): [SearchParams, (change: SearchChange, replace?: boolean) => void] {
  const search: SearchParams = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (next: SearchChange, replace = false) => void navigate({ to: ".", replace, search: (before: SearchParams): SearchParams => ({ ...before, ...("page" in next ? {} : { page: undefined }), ...next }), resetScroll: false }),
    [navigate],
  )
  return [search, change]
}
