// The last hour's throughput: asked for once from the interface's counters, then carried on with every second's value.
import { getInterface } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { call } from "../../api/call.ts"
import { ALL_INTERFACES, useAllStats, useInterfaceId } from "../../state/interfaces.tsx"
import { sumOfHistories, type ThroughputHistory } from "./sum-of-histories.ts"

const REFRESH_MS = 5_000

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
