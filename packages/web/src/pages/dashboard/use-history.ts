// The last hour's throughput: asked for once from the interface's counters, then carried on with every second's value.
import { getInterface } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { call } from "../../api/call.ts"
import { ALL_INTERFACES, useAllStats, useInterfaceId } from "../../state/interfaces.tsx"

export interface ThroughputHistory { readonly values: readonly number[]; readonly endMs: number }
const REFRESH_MS = 5_000
const HOUR_S = 3_600

/** Of several interfaces: their sum, aligned at the newest second. */
export function useHistory(): ThroughputHistory | undefined {
  const id = useInterfaceId()
  const { data: stats } = useAllStats()
  const ids = id === ALL_INTERFACES ? (stats ?? []).filter((one) => one.kind !== "view").map((one) => String(one.id)) : [id]
  const isRunning = stats?.some((one) => ids.includes(String(one.id)) && (one.state === "running" || one.state === "starting")) ?? true
  const { data } = useQuery<ThroughputHistory>({
    queryKey: ["throughput", ...ids], enabled: ids.length > 0, refetchInterval: isRunning ? REFRESH_MS : false, placeholderData: (before) => before,
    queryFn: async ({ signal }) => {
      const all = await Promise.all(ids.map((one) => call(getInterface, { params: { interface: one }, signal })))
      return sumOfHistories(all.map((one) => ({ values: one.throughputHistory ?? [], endMs: one.atMs })))
    },
  })
  return data
}

export function sumOfHistories(histories: readonly ThroughputHistory[]): ThroughputHistory {
  if (histories.length === 1) return histories[0]
  const endMs = Math.max(0, ...histories.map((one) => one.endMs))
  const sums: number[] = []
  for (const { values, endMs: ownEndMs } of histories) {
    const lag = Math.round((endMs - ownEndMs) / 1_000)
    for (let i = 0; i < values.length && i + lag < HOUR_S; i++) sums[i + lag] = (sums[i + lag] ?? 0) + values[values.length - 1 - i]
  }
  return { values: Array.from(sums, (value) => value ?? 0).reverse(), endMs }
}
