import { listRiskMutes, type ReplyOf } from "@netweir/server/contract"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useCallback } from "react"
import { call, type ApiError } from "../../api/call.ts"

type Mutes = ReplyOf<typeof listRiskMutes> & { readonly askedMs: number }
const queryKey = ["risk-mutes"]

export function useMutes() {
  return useQuery<Mutes, ApiError>({
    queryKey, refetchInterval: 10_000,
    queryFn: async ({ signal }) => ({ ...(await call(listRiskMutes, { signal })), askedMs: Date.now() }),
  })
}

/** This browser's clock may be wrong: expiries are of the server's. */
export function useServerNow(): () => number {
  const client = useQueryClient()
  return useCallback(() => {
    const known = client.getQueryData<Mutes>(queryKey)
    return Date.now() + (known ? known.atMs - known.askedMs : 0)
  }, [client])
}
